using System.Text.Json.Nodes;

namespace MoeGate.Formats.Json;

/// <summary>
/// What a value in a configuration may look like. One declaration serves three readers: the strict check with places and
/// nearest names, the JSON schema for editors, and the reference page of the configuration.
/// </summary>
public abstract record Shape(string Expected)
{
    public static Shape Text { get; } = new Simple("a string", JsonKind.Text, "string");

    public static Shape Number { get; } = new Simple("a number", JsonKind.Number, "number");

    public static Shape Boolean { get; } = new Simple("true or false", JsonKind.Boolean, "boolean");

    public static Shape Null { get; } = new Simple("null", JsonKind.Null, "null");

    public static Shape OneOf(params IReadOnlyList<Shape> shapes) => new Alternatives(shapes);

    public static Shape ListOf(Shape item) => new ListShape(item);

    public static Shape OneOrMore(Shape item) => OneOf(item, ListOf(item));

    public static Shape Words(params IReadOnlyList<string> words) => new WordShape(words);

    /// <summary>Throws at the first place where the value does not have this shape.</summary>
    public abstract void Check(JsonItem item);

    /// <summary>Whether the outermost kind fits, which is what chooses between alternatives.</summary>
    public abstract bool Fits(JsonItem item);

    public abstract JsonObject ToSchema();

    private sealed record Simple(string Expected, JsonKind Kind, string SchemaType) : Shape(Expected)
    {
        public override bool Fits(JsonItem item) => item.Kind == Kind;

        public override void Check(JsonItem item)
        {
            if (!Fits(item)) throw item.Unexpected(Expected);
        }

        public override JsonObject ToSchema() => new() { ["type"] = SchemaType };
    }

    private sealed record WordShape(IReadOnlyList<string> Allowed) : Shape("one of " + string.Join(", ", Allowed))
    {
        public override bool Fits(JsonItem item) => item.Kind == JsonKind.Text;

        public override void Check(JsonItem item)
        {
            if (!Fits(item)) throw item.Unexpected(Expected);
            if (!Allowed.Contains(item.Text)) throw item.Error($"\"{item.Text}\" is not known here", Nearest.Hint(item.Text, [.. Allowed]));
        }

        public override JsonObject ToSchema() => new() { ["enum"] = new JsonArray([.. Allowed.Select(w => (JsonNode)w)]) };
    }

    private sealed record ListShape(Shape Item) : Shape("an array")
    {
        public override bool Fits(JsonItem item) => item.Kind == JsonKind.Array;

        public override void Check(JsonItem item)
        {
            if (!Fits(item)) throw item.Unexpected(Expected);
            foreach (var one in item.Items) Item.Check(one);
        }

        public override JsonObject ToSchema() => new() { ["type"] = "array", ["items"] = Item.ToSchema() };
    }

    private sealed record Alternatives(IReadOnlyList<Shape> Shapes) : Shape(string.Join(" or ", Shapes.Select(s => s.Expected)))
    {
        public override bool Fits(JsonItem item) => Shapes.Any(s => s.Fits(item));

        public override void Check(JsonItem item)
        {
            var fitting = Shapes.FirstOrDefault(s => s.Fits(item)) ?? throw item.Unexpected(Expected);
            fitting.Check(item);
        }

        public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray([.. Shapes.Select(s => (JsonNode)s.ToSchema())]) };
    }
}

/// <summary>One key of an object: its name, shape, and the sentence that the schema and the docs print.</summary>
public sealed record Key(string Name, Shape Shape, string Says, bool Required = false);

/// <summary>An object with known keys; anything else in it is an error with the nearest known name.</summary>
public sealed record ObjectShape(string Name, IReadOnlyList<Key> Keys) : Shape("an object")
{
    public override bool Fits(JsonItem item) => item.Kind == JsonKind.Object;

    public override void Check(JsonItem item)
    {
        if (!Fits(item)) throw item.Unexpected(Expected);
        foreach (var member in item.Members)
        {
            var key = Keys.FirstOrDefault(k => k.Name == member.Key)
                ?? throw member.KeyItem.Error($"unknown key \"{member.Key}\" in {Name}", Nearest.Hint(member.Key, [.. Keys.Select(k => k.Name)]));
            key.Shape.Check(member.Value);
        }

        foreach (var key in Keys.Where(k => k.Required && item[k.Name] is null))
            throw item.Error($"{Name} lacks \"{key.Name}\"", "add it");
    }

    public override JsonObject ToSchema()
    {
        var properties = new JsonObject();
        foreach (var key in Keys)
        {
            var schema = key.Shape.ToSchema();
            if (key.Says.Length > 0) schema["description"] = key.Says;
            properties[key.Name] = schema;
        }

        var result = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (Keys.Any(k => k.Required)) result["required"] = new JsonArray([.. Keys.Where(k => k.Required).Select(k => (JsonNode)k.Name)]);
        return result;
    }
}

/// <summary>An object whose keys are free names, such as the evaluations or the report files.</summary>
public sealed record MapShape(string Name, Shape Value, IReadOnlyList<string>? KnownNames = null) : Shape("an object")
{
    public override bool Fits(JsonItem item) => item.Kind == JsonKind.Object;

    public override void Check(JsonItem item)
    {
        if (!Fits(item)) throw item.Unexpected(Expected);
        foreach (var member in item.Members)
        {
            if (KnownNames is not null && !KnownNames.Contains(member.Key))
                throw member.KeyItem.Error($"unknown key \"{member.Key}\" in {Name}", Nearest.Hint(member.Key, [.. KnownNames]));
            Value.Check(member.Value);
        }
    }

    public override JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Value.ToSchema() };
        if (KnownNames is not null) schema["propertyNames"] = new JsonObject { ["enum"] = new JsonArray([.. KnownNames.Select(n => (JsonNode)n)]) };
        return schema;
    }
}
