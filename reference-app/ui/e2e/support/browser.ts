import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { baseUrl, password, username } from './platform'

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface WindowOptions {
  width?: number
  height?: number
  locale?: string
  dark?: boolean
}

/** A browser of its own, with an empty profile, that remembers everything that went wrong in its pages. */
export class Window {
  private constructor(
    private readonly profile: string,
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly complaints: string[],
  ) {}

  static async open(options: WindowOptions = {}): Promise<Window> {
    const profile = await mkdtemp(join(tmpdir(), 'aiops-e2e-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath,
      args: flags,
      baseURL: baseUrl(),
      locale: options.locale ?? 'en-US',
      colorScheme: options.dark ? 'dark' : 'light',
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    })
    context.setDefaultTimeout(15_000)
    const complaints: string[] = []
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    const page = context.pages()[0] ?? (await context.newPage())
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
    page.on('console', (message) => {
      // A refused call is told by the page itself; the browser's own line about it is no fault.
      const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/.test(
        message.text(),
      )
      if (message.type() === 'error' && !refusal) complaints.push(message.text())
    })
    return new Window(profile, context, page, complaints)
  }

  async logIn(path = '/services'): Promise<void> {
    await this.page.goto(path)
    await this.page.fill('input[name=username]', username())
    await this.page.fill('input[name=password]', password())
    await this.page.click('button[type=submit]')
    await this.page.waitForURL((address) => address.pathname === path)
  }

  row(serviceId: string) {
    return this.page.locator(`[data-service="${serviceId}"]`)
  }

  async overflows(): Promise<boolean> {
    return this.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    )
  }

  /** Closes it and answers what its pages complained about. */
  async close(): Promise<string[]> {
    await this.context.close()
    await rm(this.profile, { recursive: true, force: true })
    return this.complaints
  }
}
