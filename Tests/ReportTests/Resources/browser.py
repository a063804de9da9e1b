#!/usr/bin/env python3
"""Opens a report in headless Chromium, uses it as a reader would, and prints what happened as JSON.

usage: browser.py REPORT.html [SCREENSHOT_DIRECTORY]

Chromium is driven over a pipe (--remote-debugging-pipe: messages end in a null byte), so that no port is opened.
"""
import base64, json, os, select, shutil, subprocess, sys, tempfile, time

DEADLINE_SECONDS = 120


class Browser:
    def __init__(self, profile):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            sys.exit("browser.py: there is no chromium")
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()

        def as_3_and_4():
            first, second = os.dup(to_browser), os.dup(from_browser)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-default-apps", "--disable-sync", "--no-first-run",
             "--hide-scrollbars", "--window-size=1280,1000", "--force-device-scale-factor=1",
             "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=as_3_and_4, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self.deadline = time.monotonic() + DEADLINE_SECONDS
        self.number, self.buffer, self.events, self.session = 0, b"", [], None

    def message(self):
        while b"\0" not in self.buffer:
            left = self.deadline - time.monotonic()
            ready, _, _ = select.select([self.input], [], [], max(left, 0))
            piece = os.read(self.input, 1 << 20) if ready else b""
            if not piece:
                sys.exit("browser.py: chromium ended or did not answer in time")
            self.buffer += piece
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.output, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"browser.py: {method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit(f"browser.py: {expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, expression, seconds=DEADLINE_SECONDS):
        end = min(self.deadline, time.monotonic() + seconds)
        while not self.value(expression):
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def move(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x, y):
        self.move(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def dark(self, is_dark):
        scheme = "dark" if is_dark else "light"
        self.call("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


# Data points: symbols and rectangles that stand for data, not those of legends nor the frames of panels.
PLOTS = """[...document.querySelectorAll('.plot')].map(plot => ({
  id: plot.id, state: plot.dataset.state ?? 'untouched', expected: Number(plot.dataset.marks),
  drawn: plot.querySelectorAll('.mark-symbol.role-mark > *, .mark-rect.role-mark > *').length,
  alternative: plot.getAttribute('aria-label')}))"""

# The middle of the first data point that is seen.
POINT = """(() => {
  const plot = document.querySelector('.plot'); plot.scrollIntoView({behavior: 'instant'});
  const item = plot.querySelector('.mark-symbol.role-mark path, .mark-rect.role-mark path');
  if (!item) return null;
  const box = item.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"""

LEGEND = """(() => {
  const plot = document.querySelector('.plot'); plot.scrollIntoView({behavior: 'instant'});
  const item = plot.querySelector('.role-legend-label text');
  if (!item) return null;
  const box = item.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"""

# Data points of the first chart.
SHOWN = "document.querySelector('.plot').querySelectorAll('.mark-symbol.role-mark > *, .mark-rect.role-mark > *').length"

COLOURS = """(() => { const text = document.querySelector('.plot .role-axis-label text');
  return [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
    text ? getComputedStyle(text).fill : null]; })()"""


def look(browser, page, screenshots):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    browser.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Runtime", "Log", "Network", "Page"):
        browser.call(f"{domain}.enable")
    browser.dark(False)
    browser.call("Page.navigate", url="file://" + os.path.abspath(page))
    has_charts = browser.wait("document.readyState === 'complete'") and browser.value(
        "document.querySelector('script.spec') !== null")
    report = {"loaded": True}
    if has_charts:
        report["loaded"] = browser.wait("document.documentElement.dataset.state === 'drawn'")
    report["plots"] = browser.value(PLOTS)
    report["title"] = browser.value("document.title")
    report["text"] = browser.value("document.body.innerText")
    report["scripts"] = browser.value("document.querySelectorAll('script:not(.spec)').length")
    report["hostile"] = browser.value("window.hostile === undefined ? 'text' : 'ran'")
    report["overflow"] = browser.value("document.documentElement.scrollWidth > window.innerWidth")
    report["light"] = browser.value(COLOURS)
    if screenshots:
        shoot(browser, os.path.join(screenshots, "light.png"))
    point = browser.value(POINT) if has_charts else None
    if point:
        browser.move(5, 5)
        browser.move(*point)
        browser.move(point[0] + 0.5, point[1])
        shown = browser.wait("document.querySelector('#vg-tooltip-element.visible') !== null")
        report["tooltip"] = browser.value("document.getElementById('vg-tooltip-element').innerText") if shown else None
        if screenshots:
            shoot(browser, os.path.join(screenshots, "tooltip.png"), whole=False)
        browser.move(5, 5)
    legend = browser.value(LEGEND) if has_charts else None
    if legend:
        report["before"] = browser.value(SHOWN)
        browser.click(*legend)
        # Waits for the change, or, where none comes, long enough to say so.
        browser.wait(f"{SHOWN} !== {report['before']}", seconds=10)
        report["after"] = browser.value(SHOWN)
        if screenshots:
            shoot(browser, os.path.join(screenshots, "legend.png"), whole=False)
        browser.click(*legend)
    browser.dark(True)
    report["dark"] = browser.value(COLOURS)
    if screenshots:
        shoot(browser, os.path.join(screenshots, "dark.png"))
    browser.dark(False)
    if screenshots:
        # The width of A4 without its margins, at 96 dots an inch.
        browser.call("Emulation.setDeviceMetricsOverride", width=680, height=1000, deviceScaleFactor=1, mobile=False)
        browser.call("Emulation.setEmulatedMedia", media="print")
        shoot(browser, os.path.join(screenshots, "print.png"))
    pages = base64.b64decode(browser.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"])
    report["pdf"] = len(pages)
    if screenshots:
        with open(os.path.join(screenshots, "print.pdf"), "wb") as file:
            file.write(pages)
    browser.call("Runtime.evaluate", expression="0")
    own = "file://" + os.path.abspath(page)
    report["requests"] = [
        event["params"]["request"]["url"] for event in browser.events
        if event.get("method") == "Network.requestWillBeSent"
        and event["params"]["request"]["url"] != own and not event["params"]["request"]["url"].startswith("data:")]
    report["errors"] = [
        json.dumps(event["params"])[:600] for event in browser.events
        if event.get("method") == "Runtime.exceptionThrown"
        or event.get("method") == "Runtime.consoleAPICalled" and event["params"]["type"] in ("error", "assert")
        or event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error"]
    report["warnings"] = [
        " ".join(str(one.get("value")) for one in event["params"]["args"])[:300] for event in browser.events
        if event.get("method") == "Runtime.consoleAPICalled" and event["params"]["type"] == "warning"]
    return report


def shoot(browser, path, whole=True):
    """One picture of what is seen, or NAME-1.png, NAME-2.png, ... of the whole page from top to bottom."""
    size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
    clips = [None]
    if whole:
        clips = [{"x": 0, "y": top, "width": size["width"], "height": min(1600, size["height"] - top), "scale": 1}
                 for top in range(0, int(size["height"]), 1600)]
    for number, clip in enumerate(clips, 1):
        options = {"captureBeyondViewport": True, "clip": clip} if clip else {}
        picture = browser.call("Page.captureScreenshot", format="png", **options)["data"]
        with open(path if not clip else path.replace(".png", f"-{number}.png"), "wb") as file:
            file.write(base64.b64decode(picture))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    screenshots = sys.argv[2] if len(sys.argv) > 2 else None
    if screenshots:
        os.makedirs(screenshots, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            print(json.dumps(look(browser, sys.argv[1], screenshots)))
        finally:
            browser.end()


main()
