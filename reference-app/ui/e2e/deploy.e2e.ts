import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Window } from './support/browser'
import { remove, untilHealthy } from './support/platform'
import { brokenProject, tickingProject, zip } from './support/project'

const TICKING = 'e2e-ticking'
const BROKEN = 'e2e-broken'
let window: Window

async function deploy(id: string, files: Record<string, string>): Promise<void> {
  const { page } = window
  await window.logIn('/services')
  await page.getByRole('button', { name: 'Deploy service' }).click()
  await page.setInputFiles('input[type=file]', {
    name: `${id}.zip`,
    mimeType: 'application/zip',
    buffer: zip(files),
  })
  await expect.poll(() => page.locator('[data-test=service-id]').inputValue()).toBe(id)
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.waitForURL('**/deployments/*')
}

const removeAll = async () => {
  await remove(TICKING)
  await remove(BROKEN)
}
beforeAll(removeAll)
afterAll(removeAll)
beforeEach(async () => {
  window = await Window.open()
})
afterEach(async () => {
  expect(await window.close()).toEqual([])
})

describe('deploying', () => {
  it('refuses an id that breaks the rules before it is sent', async () => {
    const { page } = window
    await window.logIn('/services')
    await page.getByRole('button', { name: 'Deploy service' }).click()
    await page.fill('[data-test=service-id]', '../Etc')
    await page.getByText('Only lower-case letters').waitFor()
  })

  it('an uploaded archive leads to a live service', async () => {
    const { page } = window
    await deploy(TICKING, tickingProject('E2E ticking'))
    await page.getByText('The service is live').waitFor({ timeout: 60_000 })
    expect(await page.locator('[data-step=health]').getAttribute('data-state')).toBe('done')
    await page.getByText(`/ai/${TICKING}/predict`).waitFor()
    await page.goto('/services')
    await window.row(TICKING).getByText('Running').waitFor()
  })

  it('its live logs appear, from both streams, as text', async () => {
    const { page } = window
    await untilHealthy(TICKING)
    await window.logIn(`/services/${TICKING}/logs`)
    const lines = page.locator('.log-line')
    await page.getByText('tick 1 green <b>bold</b>').waitFor()
    const before = await lines.count()
    await expect.poll(() => lines.count(), { timeout: 15_000 }).toBeGreaterThan(before + 2)
    expect(await page.locator('.log-line b').count()).toBe(0)
    expect(await lines.first().locator('.ansi-2').innerText()).toBe('green')
    await page.getByText('stderr').click()
    await page.getByText('trouble 1', { exact: true }).waitFor()
    expect(await page.getByText('tick 1 green').count()).toBe(0)
  })

  it('a log that is scrolled up stays where it is, and can jump back', async () => {
    const { page } = window
    await untilHealthy(TICKING)
    await window.logIn(`/services/${TICKING}/logs`)
    await page.setViewportSize({ width: 1200, height: 420 })
    const scroller = page.locator('.log-scroller')
    await expect
      .poll(() => scroller.evaluate((element) => element.scrollHeight - element.clientHeight), {
        timeout: 60_000,
      })
      .toBeGreaterThan(100)
    await scroller.hover()
    await page.mouse.wheel(0, -5_000)
    await page.getByRole('button', { name: /Jump to newest/ }).click()
    await expect
      .poll(() =>
        scroller.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop),
      )
      .toBeLessThan(40)
  })

  it('a service that ends at once fails with its last words', async () => {
    const { page } = window
    await deploy(BROKEN, brokenProject())
    const outcome = page.locator('[data-test=outcome]')
    await outcome.waitFor({ timeout: 60_000 })
    expect(await outcome.innerText()).toContain('the model file is missing')
    await page.goto('/services')
    const row = window.row(BROKEN)
    await row.locator('.failure').click()
    await page.locator('.failure-details', { hasText: 'the model file is missing' }).waitFor()
  })

  it('a service is deleted only after a question that names it', async () => {
    const { page } = window
    await window.logIn('/services')
    await window.row(TICKING).locator('[data-action=more]').click()
    await page.locator('.el-dropdown-menu__item:visible', { hasText: 'Delete' }).click()
    const box = page.locator('.el-message-box')
    await box.getByText(TICKING).waitFor()
    await box.getByRole('button', { name: 'Delete' }).click()
    await window.row(TICKING).waitFor({ state: 'detached', timeout: 30_000 })
  })
})
