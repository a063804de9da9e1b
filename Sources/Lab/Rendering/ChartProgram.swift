/// The Python program that draws charts: one process for any number of them.
///
/// Reads one JSON object from stdin and answers with one line of JSON. Nothing is loaded from any address.
enum ChartProgram {
  /// Vega-Lite version asked of vl-convert, which holds several.
  static let vegaLite = "6.4"

  static let check = "import vl_convert"

  /// Input: `directory`, `config`, `charts` of `id` and `spec`. Output: `written` and `failed`, by id.
  static let draw = """
    import json, os, sys
    import vl_convert as vl
    order = json.load(sys.stdin)
    options = dict(vl_version="\(vegaLite)", config=order["config"], allowed_base_urls=[])
    written, failed = [], {}
    for chart in order["charts"]:
        place = os.path.join(order["directory"], chart["id"])
        try:
            spec = json.loads(chart["spec"])
            svg = vl.vegalite_to_svg(spec, **options)
            png = vl.vegalite_to_png(spec, scale=2, **options)
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
