package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where instances came from and what became of them, and who reads it by keyboard, in a real
 * browser: before a gateway that merges and splits when the test says so.
 */
class LineageIT {
  private static final Path SHOTS = Path.of("target", "page");
  private static final String DETAILS = "document.querySelector('.details').innerText";
  private static final String LIFE = "document.querySelector('.life').innerText";

  @TempDir Path profile = Path.of("");

  @BeforeAll
  static void needsABrowser() {
    Commands.require(Browser.missing(), "chromium chromium-driver");
  }

  /** Which key of the details, or which row of the table, has the focus. */
  private static String focused(Browser browser) throws Exception {
    return browser
        .run(
            "const e = document.activeElement;"
                + "return e.dataset.key ?? e.closest('tr')?.dataset.id ?? e.className;")
        .asText();
  }

  private static void focus(Browser browser, String selector) throws Exception {
    browser.run("document.querySelector('" + selector + "').focus()");
  }

  private static void press(Browser browser, String selector) throws Exception {
    browser.run("document.querySelector('" + selector + "').click()");
  }

  private static void awaitText(Browser browser, String where, String pattern) throws Exception {
    browser.await(pattern, "/" + pattern + "/.test(" + where + ")");
  }

  @Test
  void shouldTellWhereAnInstanceCameFromAndWhatItBecame() throws Exception {
    try (StagedPage staged = StagedPage.start();
        Browser browser = Browser.start(profile)) {
      staged.instances.create(1, 900);
      staged.instances.create(2, 300);
      staged.instances.split(3, 1, 200);
      staged.instances.merge(2, 1);
      browser.open(staged.address());
      browser.await(
          "three instances less one", "document.querySelectorAll('tr[data-id]').length === 2");

      press(browser, "tr[data-id=\"1\"] button");
      awaitText(browser, DETAILS, "Gave off\\s+#3\\s+Took in\\s+#2");
      press(browser, ".life summary");
      awaitText(browser, LIFE, "took in #2, after frame 14[^]*gave off #3, after frame 13");

      press(browser, "[data-key=\"instance-2\"]");
      awaitText(browser, DETAILS, "Status\\s+merged[^]*Merged into\\s+#1");
      awaitText(browser, LIFE, "merged into #1, 0 Gaussians, after frame 14");
      browser.screenshot(SHOTS.resolve("lineage.png"));

      press(browser, "tr[data-id=\"3\"] button");
      awaitText(browser, DETAILS, "Split from\\s+#1");
      awaitText(browser, LIFE, "split from #1, 200 Gaussians, after frame 13");
      staged.instances.split(4, 3, 90);
      awaitText(browser, DETAILS, "Gave off\\s+#4");
      awaitText(browser, LIFE, "gave off #4, after frame 15[^]*split from #1");
      staged.instances.merge(3, 4);
      awaitText(browser, DETAILS, "Status\\s+merged[^]*Merged into\\s+#4[^]*Gave off\\s+#4");
      awaitText(browser, LIFE, "merged into #4[^]*gave off #4[^]*split from #1");
      awaitText(
          browser,
          "document.querySelector('ol.events[aria-label]').innerText",
          "#3\\s*merged into #4[^]*#4\\s*split from #3[^]*#2\\s*merged into #1");
      assertEquals(List.of(), browser.complaints(), "nothing is wrong on the console");
    }
  }

  @Test
  void shouldKeepTheFocusOfWhoReadsByKeyboardWhenListsAreDrawnAnew() throws Exception {
    try (StagedPage staged = StagedPage.start();
        Browser browser = Browser.start(profile)) {
      for (int id = 1; id <= 40; id++) {
        staged.instances.create(id, 1_000 - id);
      }
      staged.instances.split(41, 1, 20);
      browser.open(staged.address());
      browser.await("all instances", "document.querySelectorAll('tr[data-id]').length === 41");

      focus(browser, "tr[data-id=\"20\"] button");
      browser.run("document.querySelector('.table-box').scrollTop = 90");
      staged.instances.grow(20, 5_000);
      browser.await("it leads", "document.querySelector('tr[data-id]').dataset.id === '20'");
      assertEquals("20", focused(browser), "the row moved and kept the focus");
      assertEquals(
          90, browser.run("return document.querySelector('.table-box').scrollTop").asInt());
      staged.instances.merge(20, 1);
      browser.await("it is gone", "!document.querySelector('tr[data-id=\"20\"]')");
      assertEquals("1", focused(browser), "the row that took its place has it");

      press(browser, "tr[data-id=\"1\"] button");
      press(browser, ".life summary");
      int gaussians = 2_000;
      for (String key : new String[] {"hide", "history", "instance-41", "ply", "clear"}) {
        browser.await(key, "document.querySelector('.details [data-key=\"" + key + "\"]')");
        focus(browser, ".details [data-key=\"" + key + "\"]");
        gaussians++;
        staged.instances.grow(1, gaussians);
        awaitText(browser, DETAILS, "%,d".formatted(gaussians));
        assertEquals(key, focused(browser), "the panel was drawn anew");
      }
      awaitText(browser, LIFE, "2,005 Gaussians");
      assertEquals("clear", focused(browser), "and its history");
      focus(browser, ".details [data-key=\"hide\"]");
      staged.instances.merge(1, 2);
      awaitText(browser, DETAILS, "Status\\s+merged");
      assertEquals("clear", focused(browser), "what was lost cannot be hidden");
      press(browser, "[data-key=\"clear\"]");
      browser.await("no panel", "document.querySelector('.details').hidden");
      assertEquals("stage", focused(browser), "with the panel gone the view has it");
    }
  }
}
