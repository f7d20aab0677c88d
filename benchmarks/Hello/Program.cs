// The least that a .NET program can do: what every start-up is compared with.
Console.WriteLine("Hello, world!");
