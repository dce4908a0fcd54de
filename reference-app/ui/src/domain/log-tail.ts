/** The lines of an output without the empty ones at its end. */
export function tailLines(output: string | readonly string[] | null | undefined): string[] {
  if (output === null || output === undefined) return []
  const lines = typeof output === 'string' ? output.split(/\r?\n/) : [...output]
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  return lines
}
