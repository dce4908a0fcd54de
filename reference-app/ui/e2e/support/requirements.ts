import { existsSync } from 'node:fs'
import { chromiumPath } from './browser'
import { baseUrl, password, username } from './platform'

/** Says at once what is missing, instead of letting every test fail by itself. */
export default async function setup(): Promise<void> {
  username()
  password()
  if (!existsSync(chromiumPath)) throw new Error(`no browser at ${chromiumPath}; set CHROMIUM to its path`)
  const answer = await fetch(`${baseUrl()}/`).catch((cause: unknown) => {
    throw new Error(`no platform answers at ${baseUrl()}`, { cause })
  })
  const page = await answer.text()
  if (!page.includes('id="app"')) throw new Error(`${baseUrl()}/ does not serve the pages of this project`)
}
