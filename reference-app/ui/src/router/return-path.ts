/** The place to return to after the login; only a path of this application counts. */
export function returnPath(redirect: unknown): string {
  return typeof redirect === 'string' && /^\/(?![/\\])/.test(redirect) ? redirect : '/'
}
