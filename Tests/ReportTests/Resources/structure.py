"""Parses a page (html5lib: any parse error of the HTML standard is printed and ends it) and prints its structure as JSON."""
import json, sys
import html5lib

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
parser = html5lib.HTMLParser()
root = parser.parse(sys.stdin.read())
if parser.errors:
    sys.exit(print("\n".join(f"line {place[0]}: {error} {facts}" for place, error, facts in parser.errors)) or 1)


def all_of(name):
    return list(root.iter(NAMESPACE + name))


ids = [element.get("id") for element in root.iter() if element.get("id")]
headings = [
    (int(element.tag[-1]), "".join(element.itertext())) for element in root.iter()
    if isinstance(element.tag, str) and element.tag in {f"{NAMESPACE}h{level}" for level in range(1, 7)}]
tables = all_of("table")
print(json.dumps({
    "language": root.get("lang"),
    "levels": [level for level, _ in headings],
    "repeatedIDs": sorted({name for name in ids if ids.count(name) > 1}),
    "deadLinks": [a.get("href") for a in all_of("a") if not (a.get("href", "").startswith("#") and a.get("href")[1:] in ids)],
    "tables": len(tables),
    "tablesWithoutCaption": sum(table.find(NAMESPACE + "caption") is None for table in tables),
    "headersWithoutScope": sum(header.get("scope") is None for header in all_of("th")),
    "rowsWithoutHeader": sum(
        row.find(NAMESPACE + "th") is None for body in all_of("tbody") for row in body.iter(NAMESPACE + "tr")),
    "imagesWithoutText": sum(not element.get("aria-label") for element in root.iter() if element.get("role") == "img"),
    "handlers": [name for element in root.iter() for name in element.attrib if str(name).startswith("on")],
    "external": [
        value for element in root.iter() for name, value in element.attrib.items()
        if name in ("src", "href", "action", "srcset") and not value.startswith(("#", "data:"))],
    "scripts": len(all_of("script")),
    "text": "".join(all_of("body")[0].itertext()),
}))
