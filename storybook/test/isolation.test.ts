import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'

const entry = createRequire(import.meta.url).resolve('@sluice/ui/styles.css')

/** The style sheet of the kit in one text, as a bundler makes it. */
const kit = readFileSync(entry, 'utf8').replace(/@import "(.+?)";/g, (_, path: string) =>
  readFileSync(join(dirname(entry), path), 'utf8'),
)

/** What a page may have around the kit. */
const outside = `
  <h1>Title</h1><h2>Section</h2><p>Some <a href="#">text</a> with <code>code</code>, <kbd>Enter</kbd>.</p>
  <ul><li>one</li></ul><ol><li>two</li></ol><button type="button">Press</button><input value="text"><textarea>text</textarea>
  <select><option>one</option></select><table><tr><th>a</th><td>b</td></tr></table><pre>code</pre><hr>
  <details open><summary>More</summary>text</details><dl><dt>a</dt><dd>b</dd></dl><fieldset><legend>l</legend></fieldset>
  <progress value="0.5"></progress><meter value="0.5"></meter><figure>f</figure><article id="message-x">a</article>`

/** As a page writes that never thought of another one: every element, and loudly. */
const hostile = `
  * { margin: 3px; padding: 2px; box-sizing: content-box; letter-spacing: 1px; }
  body { font: 21px/2 serif; color: purple; }
  button, input, textarea, select { all: revert; border: 4px dashed red; border-radius: 0; text-transform: uppercase; }
  ul, ol { list-style: square; padding-left: 60px; }
  a { color: lime; } p { text-indent: 2em; } h2 { font-size: 50px; } pre, code { background: yellow; } details { border: 1px solid; }`

/** The resets of Tailwind's preflight that meet the elements of the kit. */
const preflight = `@layer base {
  *, ::after, ::before { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid; }
  html { line-height: 1.5; font-family: system-ui, sans-serif; }
  h1, h2, h3, h4 { font-size: inherit; font-weight: inherit; }
  a { color: inherit; text-decoration: inherit; } ol, ul, menu { list-style: none; } img, svg, video { display: block; vertical-align: middle; }
  button, input, select, optgroup, textarea { font: inherit; letter-spacing: inherit; color: inherit; border-radius: 0; background-color: transparent; opacity: 1; }
  ::placeholder { opacity: 1; } textarea { resize: vertical; } summary { display: list-item; } }`

const inside =
  '<div class="sluice" data-sluice="chat"><button type="button" data-sluice="composer-send">Send</button></div>'

/** What is computed for each element of a part of the page. */
const computed = (page: Page, selector: string) =>
  page.evaluate(
    within =>
      [...document.querySelectorAll(`${within}, ${within} *`)].map(element => {
        const style = getComputedStyle(element)
        // The part of the page below may be another height; the rest of it stands where it stood.
        return [
          element.localName,
          ...[...style].map(name => `${name}: ${style.getPropertyValue(name)}`),
        ].join('; ')
      }),
    selector,
  )

async function draw(page: Page, sheets: readonly string[]): Promise<void> {
  const styles = sheets.map(sheet => `<style>${sheet}</style>`).join('')
  await page.setContent(
    `<!doctype html><html lang="en"><head>${styles}</head><body><main style="inline-size: 40rem">${outside}</main><aside style="inline-size: 20rem">${inside}</aside></body></html>`,
  )
}

for (const [name, sheet] of [
  ['an empty page', ''],
  ['a page with a hostile style sheet', hostile],
  ['a page with the resets of Tailwind', preflight],
] as const) {
  test(`[K2] nothing of the kit reaches what is around it in ${name}`, async ({ page }) => {
    await draw(page, [sheet])
    const without = await computed(page, 'main')
    expect(without.length).toBeGreaterThan(30)
    await draw(page, [sheet, kit])
    expect(await computed(page, 'main')).toEqual(without)
    await draw(page, [kit, sheet])
    expect(await computed(page, 'main')).toEqual(without)
  })
}

test('[K2] with its layer behind the resets of Tailwind, the kit looks as it does without them', async ({
  page,
}) => {
  await draw(page, [kit])
  const alone = await computed(page, '[data-sluice="composer-send"]')
  await draw(page, ['@layer theme, base, sluice, components, utilities;', preflight, kit])
  const button = await computed(page, '[data-sluice="composer-send"]')
  const look = /background-color|border-top-color|border-radius|padding-inline-start|min-block-size|cursor/
  const seen = (styles: readonly string[]) =>
    styles
      .join('; ')
      .split('; ')
      .filter(line => look.test(line))
  expect(seen(button)).toEqual(seen(alone))
  expect(seen(alone).length).toBeGreaterThan(4)
})
