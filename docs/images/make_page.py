#!/usr/bin/env python3
"""Takes the pictures of the page in this folder: page.jpg, page-dark.jpg, page-phone.jpg.

Runs ./splatlas demo, waits for its scene to be finished and looks at it with headless Chromium. Needs nothing but Python 3 and
Debian's chromium and chromium-driver. From the top folder: python3 docs/images/make_page.py
"""
import base64
import json
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATIENCE = 600
QUALITY = 84
FINISHED = "document.querySelector('.badge.finished')"
STILL = "document.querySelector('.stage').dataset.settled === 'true' && document.querySelector('.pair canvas').width > 32"
# The object in the middle of the table that has the most Gaussians.
OBJECT = "[...document.querySelectorAll('.instances tbody tr')].find((row) => !row.querySelector('.mark'))"


class Browser:
    """Chromium by the WebDriver protocol, as far as this needs it."""

    def __init__(self, profile):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        port = next(found[1] for line in self.driver.stdout if (found := re.search(r"successfully on port (\d+)", line)))
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                     "--force-color-profile=srgb", "--hide-scrollbars", f"--user-data-dir={profile}"]
        self.session = f"http://127.0.0.1:{port}/session"
        options = {"goog:chromeOptions": {"args": arguments}}
        self.session += "/" + self.post("", {"capabilities": {"alwaysMatch": options}})["sessionId"]

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["value"]

    def post(self, path, body):
        return self.send("POST", path, body)

    def tools(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, script):
        return self.post("/execute/sync", {"script": script, "args": []})

    def wait(self, expression):
        end = time.monotonic() + PATIENCE
        while not self.run(f"return Boolean({expression})"):
            if time.monotonic() > end:
                raise SystemExit(f"gave up waiting for {expression}")
            time.sleep(0.2)

    def size(self, width, height, scale, phone=False):
        self.tools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone)

    def scheme(self, name):
        self.tools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, name):
        self.wait(STILL)
        time.sleep(1)  # What fades and slides has come to rest.
        taken = self.tools("Page.captureScreenshot", format="jpeg", quality=QUALITY)
        (HERE / name).write_bytes(base64.b64decode(taken["data"]))
        print("wrote", HERE / name)

    def close(self):
        try:
            self.send("DELETE", "")
        finally:
            self.driver.terminate()


def take(page, profile):
    browser = Browser(profile)
    try:
        browser.size(1440, 1000, 1)
        browser.scheme("light")
        browser.post("/url", {"url": page})
        browser.wait("document.querySelector('a.card')")
        browser.run("document.querySelector('a.card').click()")
        browser.wait(FINISHED)
        browser.wait(OBJECT)
        browser.run(f"{OBJECT}.click()")
        browser.run("document.querySelector('label[for=layer-instances]').click()")
        browser.picture("page.jpg")
        browser.run("document.querySelector('label[for=layer-colour]').click()")
        browser.scheme("dark")
        browser.picture("page-dark.jpg")
        browser.size(390, 844, 2, phone=True)
        browser.picture("page-phone.jpg")
    finally:
        browser.close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        demo = subprocess.Popen([ROOT / "splatlas", "demo", "--stay", "--out", folder + "/demo"], stdout=subprocess.PIPE, text=True)
        try:
            for line in demo.stdout:
                print(line, end="")
                if found := re.match(r"watch it live at (\S+)", line):
                    take(found[1], folder + "/profile")
                    return
            raise SystemExit("the demo ended before it served a page")
        finally:
            demo.terminate()
            demo.wait()


if __name__ == "__main__":
    main()
