/// The Python program that draws charts: one process for any number of them.
///
/// Reads one JSON object from stdin and answers with one line of JSON. Nothing is loaded from any address.
enum ChartProgram {
  /// Vega-Lite version asked of vl-convert, which holds several.
  static let vegaLite = "6.4"

  /// What a picture may have for its scale to be kept; one that has more at every scale has the smallest scale.
  static let mostBytes = 300_000

  static let check = "import vl_convert"

  /// Input: `directory`, `config`, `charts` of `id` and `spec`. Output: `written` and `failed`, by id.
  static let draw = """
    import json, os, re, struct, sys, zlib
    import vl_convert as vl

    # What XML 1.0 cannot hold: one such character in a name ends the whole process.
    unprintable = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")

    def printable(value):
        if isinstance(value, str):
            return unprintable.sub("\\ufffd", value)
        if isinstance(value, list):
            return [printable(one) for one in value]
        if isinstance(value, dict):
            return {name: printable(one) for name, one in value.items()}
        return value

    def smaller(png):
        # The same pixels at the usual compression: a third of what the library writes. PNG: a signature, then chunks.
        packed, others, at = b"", [], 8
        while at < len(png):
            length, kind = struct.unpack(">I4s", png[at:at + 8])
            body = png[at + 8:at + 8 + length]
            at += length + 12
            if kind == b"IDAT":
                packed += body
            else:
                others.append((kind, body))
        chunks = others[:-1] + [(b"IDAT", zlib.compress(zlib.decompress(packed), 7))] + others[-1:]
        return png[:8] + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks)

    def picture(spec, options):
        # Sharp on a fine screen, and no larger than a page of many pictures bears: the largest that fits.
        for scale in (2, 1.5, 1):
            png = smaller(vl.vegalite_to_png(spec, scale=scale, **options))
            if len(png) < \(mostBytes):
                break
        return png

    order = json.load(sys.stdin)
    options = dict(vl_version="\(vegaLite)", config=order["config"], allowed_base_urls=[])
    written, failed = [], {}
    for chart in order["charts"]:
        place = os.path.join(order["directory"], chart["id"])
        try:
            spec = printable(json.loads(chart["spec"]))
            svg = vl.vegalite_to_svg(spec, **options)
            png = picture(spec, options)
            with open(place + ".svg", "w", encoding="utf-8") as file:
                file.write(svg)
            with open(place + ".png", "wb") as file:
                file.write(png)
            written.append(chart["id"])
        except Exception as error:
            failed[chart["id"]] = " ".join(str(error).split())[:300]
    print(json.dumps({"written": written, "failed": failed}))
    """

  /// Output: a script that sets `vega`, `vegaLite` and `vegaEmbed` on `window`.
  static let bundle = """
    import sys
    import vl_convert as vl
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(vl.javascript_bundle(vl_version="\(vegaLite)"))
    """
}
