using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoeGate.Tests.Support;

/// <summary>A Chromium without a window, spoken to in its own protocol; where there is none, the tests that want it are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> pending = [];
    private readonly ConcurrentDictionary<string, OpenedPage> pages = [];
    private readonly SemaphoreSlim sending = new(1);
    private readonly ClientWebSocket socket = new();
    private DirectoryInfo? profile;
    private Process? process;
    private int last;

    /// <summary>Where it is; null where it is not.</summary>
    public static string? Found { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(f => f.Length > 0)
        .SelectMany(f => names.Select(n => Path.Combine(f, OperatingSystem.IsWindows() ? n + ".exe" : n)))
        .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Found is null) return;
        profile = Directory.CreateTempSubdirectory("moegate-browser-");
        process = Process.Start(new ProcessStartInfo(Found, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--remote-debugging-port=0", "--user-data-dir=" + profile.FullName, "about:blank"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var address = new TaskCompletionSource<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            const string Said = "DevTools listening on ";
            if (line.Data?.StartsWith(Said, StringComparison.Ordinal) == true) address.TrySetResult(line.Data[Said.Length..].Trim());
        };
        process.BeginErrorReadLine();
        await socket.ConnectAsync(new Uri(await address.Task.WaitAsync(patience)), CancellationToken.None);
        _ = Task.Run(Listen);
    }

    /// <summary>Opens a file, as it looks in a window of this width, and waits until it is loaded.</summary>
    public async Task<OpenedPage> Open(string file, int width = 1440, bool withScript = true, bool dark = false)
    {
        Assert.SkipWhen(Found is null, "there is no chromium or google-chrome on PATH");
        var target = (string)(await Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" }))["targetId"]!;
        var session = (string)(await Send("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        var page = pages[session] = new OpenedPage(this, session, target);
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" }) await page.Send(domain + ".enable");
        await page.Send("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await page.Send("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        if (!withScript) await page.Send("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
        await page.Send("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
        await page.Loaded.WaitAsync(patience);
        return page;
    }

    public async Task<JsonNode> Send(string method, JsonObject? arguments = null, string? session = null)
    {
        var id = Interlocked.Increment(ref last);
        var answer = pending[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = arguments ?? [] };
        if (session is not null) message["sessionId"] = session;
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        socket.Dispose();
        sending.Dispose();

        // Its last writers may still be closing files.
        for (var attempt = 0; attempt < 20 && Directory.Exists(profile!.FullName); attempt++)
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task Listen()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                var said = JsonNode.Parse(message.ToArray())!;
                message.SetLength(0);
                if ((int?)said["id"] is { } id && pending.TryRemove(id, out var answer))
                {
                    if (said["error"] is { } error) answer.SetException(new InvalidOperationException(error.ToJsonString()));
                    else answer.SetResult(said["result"]!);
                }
                else if ((string?)said["sessionId"] is { } session && pages.TryGetValue(session, out var page))
                {
                    page.Hear((string)said["method"]!, said["params"]!);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            foreach (var waiting in pending.Values) waiting.TrySetException(e);
        }
    }
}

/// <summary>A page that is open in a browser.</summary>
public sealed class OpenedPage(Browser browser, string session, string target) : IAsyncDisposable
{
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Loaded => loaded.Task;

    /// <summary>Errors of the script, and what the page's policy refused.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>Everything that it asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public Task<JsonNode> Send(string method, JsonObject? arguments = null) => browser.Send(method, arguments, session);

    /// <summary>The value of an expression in the page.</summary>
    public async Task<T> Ask<T>(string expression)
    {
        var answer = await Send("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (answer["exceptionDetails"] is { } fault) throw new InvalidOperationException(fault.ToJsonString());
        return answer["result"]!["value"]!.Deserialize<T>()!;
    }

    /// <summary>Presses a key, as a person would.</summary>
    public async Task Press(string key, int code)
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
            await Send("Input.dispatchKeyEvent", new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code, ["text"] = type == "keyDown" && key == "Enter" ? "\r" : "" });
    }

    public async ValueTask DisposeAsync() => await browser.Send("Target.closeTarget", new JsonObject { ["targetId"] = target });

    internal void Hear(string method, JsonNode said)
    {
        switch (method)
        {
            case "Page.loadEventFired": loaded.TrySetResult(); break;
            case "Page.javascriptDialogOpening": Errors.Enqueue("a dialog: " + said["message"]); break;
            case "Runtime.exceptionThrown": Errors.Enqueue(said["exceptionDetails"]!.ToJsonString()); break;
            case "Log.entryAdded": Errors.Enqueue(said["entry"]!.ToJsonString()); break;
            case "Network.requestWillBeSent": Requests.Enqueue((string)said["request"]!["url"]!); break;
        }
    }
}
