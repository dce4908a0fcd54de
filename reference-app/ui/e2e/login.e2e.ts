import { afterEach, beforeEach, expect, it } from 'vitest'
import { Window } from './support/browser'
import { password, username } from './support/platform'

let window: Window

beforeEach(async () => {
  window = await Window.open()
})
afterEach(async () => {
  expect(await window.close()).toEqual([])
})

it('refuses a wrong password in words', async () => {
  const { page } = window
  await page.goto('/')
  await page.fill('input[name=username]', username())
  await page.fill('input[name=password]', `${password()}x`)
  await page.click('button[type=submit]')
  await page.getByText('Username or password is wrong').waitFor()
  expect(new URL(page.url()).pathname).toBe('/login')
})

it('leads to the page that was asked for, and out again', async () => {
  const { page } = window
  await window.logIn('/deployments')
  await page.getByRole('heading', { name: 'Deployments' }).waitFor()
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByText('Log out').click()
  await page.waitForURL('**/login**')
  await page.goto('/services')
  await page.waitForURL('**/login**')
})

it('keeps the token out of addresses', async () => {
  const { page } = window
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  await window.logIn('/services')
  await page.locator('h1').waitFor()
  const stored = await page.evaluate(() => sessionStorage.getItem('aiops.session') ?? '')
  const token = (JSON.parse(stored) as { token: string }).token
  expect(token.length).toBeGreaterThan(20)
  expect(addresses.filter((address) => address.includes(token))).toEqual([])
})

it('stays on this server', async () => {
  const { page } = window
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).protocol + new URL(request.url()).host))
  await window.logIn('/services')
  await page.waitForLoadState('load')
  expect([...hosts].filter((host) => !/^(data|blob):/.test(host))).toHaveLength(1)
})
