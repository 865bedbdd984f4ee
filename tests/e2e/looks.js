// A page as people see it: light and dark, on a phone and on a desk.
import assert from "node:assert/strict";
import { join } from "node:path";
import { violations } from "./axe.js";

/** axe-core finds nothing, and nothing must be scrolled sideways; a screenshot of each is left in SCREENSHOTS. */
export async function checkLooks(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const width of [320, 1200]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await violations(page), [], `${name}, ${colorScheme}, ${width}`);
      assert.equal(await page.evaluate((most) => document.documentElement.scrollWidth <= most, width), true, `${name} at ${width}`);
      const path = join(process.env.SCREENSHOTS || ".", `${name}-${colorScheme}-${width}.png`);
      if (process.env.SCREENSHOTS) await page.screenshot({ path, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}
