/** The last lines of an output, whether they came as a text or as lines. */
export function tailLines(tail: string | readonly string[] | null | undefined): string[] {
  if (tail === null || tail === undefined) return []
  const lines = typeof tail === 'string' ? tail.split(/\r?\n/) : [...tail]
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  return lines
}
