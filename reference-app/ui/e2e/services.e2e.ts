import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Window, type WindowOptions } from './support/browser'
import { services, untilHealthy } from './support/platform'

const SAMPLE = 'text-classify'
let window: Window

async function open(options?: WindowOptions) {
  window = await Window.open(options)
  await window.logIn('/services')
  await window.row(SAMPLE).waitFor()
  return window.page
}

beforeEach(() => untilHealthy(SAMPLE))
afterEach(async () => {
  expect(await window.close()).toEqual([])
})

describe('the services page', () => {
  it('lists every service with its state', async () => {
    await open()
    for (const service of await services()) {
      const row = window.row(service.service_id)
      await row.waitFor()
      expect(await row.innerText()).toContain(service.name)
    }
    const text = await window.row(SAMPLE).innerText()
    expect(text).toContain('Running')
    expect(text).toContain('Healthy')
  })

  it('stops a service and starts it again', async () => {
    const page = await open()
    const row = window.row(SAMPLE)
    await row.locator('[data-action=stop]').click()
    await row.and(page.locator('[data-status=stopped]')).waitFor()
    await row.locator('[data-action=start]').click()
    await row.and(page.locator('[data-status=running]')).waitFor({ timeout: 60_000 })
    await row.getByText('Healthy').waitFor({ timeout: 60_000 })
  })

  it('speaks both languages and remembers the choice', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Switch language' }).click()
    await page.locator('.el-dropdown-menu__item[lang=zh-CN]').click()
    await page.getByRole('heading', { name: '服务', exact: true }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await page.reload()
    await page.getByRole('heading', { name: '服务', exact: true }).waitFor()
  })

  it('begins in the language of the browser', async () => {
    const page = await open({ locale: 'zh-CN' })
    await page.getByRole('heading', { name: '服务', exact: true }).waitFor()
  })

  it('follows the dark theme of the system, and can be told otherwise', async () => {
    const page = await open({ dark: true })
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await background()
    expect(await page.locator('html').getAttribute('class')).toContain('dark')
    await page.getByRole('button', { name: 'Switch theme' }).click()
    await page.locator('.el-dropdown-menu__item', { hasText: 'Light' }).click()
    await page.locator('html:not(.dark)').waitFor()
    expect(await background()).not.toBe(dark)
  })

  it.each([380, 800, 1024, 1920])('fits a window %i pixels wide', async (width) => {
    const page = await open({ width })
    expect(await window.overflows()).toBe(false)
    await page.getByRole('button', { name: 'Deploy service' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await window.overflows()).toBe(false)
  })

  it('can be used with the keyboard alone', async () => {
    const page = await open()
    await page.getByPlaceholder('Search name, id, port or group').focus()
    await page.keyboard.type(SAMPLE)
    await page.locator('[data-service]').nth(1).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: /./ }).and(window.row(SAMPLE).locator('a.name')).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/services/${SAMPLE}`)
  })

  it('shows how to call the service', async () => {
    const page = await open()
    await page.goto(`/services/${SAMPLE}`)
    await page.getByText(`/ai/${SAMPLE}/predict`).waitFor()
  })

  it('says that a service does not exist', async () => {
    const page = await open()
    await page.goto('/services/no-such-service')
    await page.getByText('No such service').waitFor()
  })

  it('keeps the last data, marked as stale, while the server cannot be reached', async () => {
    const page = await open()
    await page.route('**/api/v1/services?*', (route) => route.fulfill({ status: 502, body: '' }))
    await page.getByText('The server cannot be reached').waitFor()
    expect(await window.row(SAMPLE).isVisible()).toBe(true)
    await page.unroute('**/api/v1/services?*')
    await page.getByText('The server cannot be reached').waitFor({ state: 'detached' })
    // The browser reports the answers that this test made up.
    const complaints = await window.close()
    expect(complaints.filter((text) => !text.includes('status of 502'))).toEqual([])
    window = await Window.open()
  })
})
