/** A piece of a line with one look. `style` holds class names only, never markup. */
export interface AnsiSegment {
  text: string
  style: string
}

interface Look {
  color?: number
  bright: boolean
  bold: boolean
  dim: boolean
  italic: boolean
  underline: boolean
}

const plain: Look = { bright: false, bold: false, dim: false, italic: false, underline: false }

const ESC = '\u001b'
const BEL = '\u0007'
/** Colour sequences (captured), other control sequences, title sequences, and two-character escapes. */
const sequences = new RegExp(
  `${ESC}\\[([0-9;:]*)m|${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|${ESC}[ -/]*[0-~]`,
  'g',
)
// Controls that have no width of their own; tabs stay.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

function apply(look: Look, parameters: string): Look {
  let next = { ...look }
  const codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number)
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0
    if (code === 0) next = { ...plain }
    else if (code === 1) next.bold = true
    else if (code === 2) next.dim = true
    else if (code === 3) next.italic = true
    else if (code === 4) next.underline = true
    else if (code === 22) next.bold = next.dim = false
    else if (code === 23) next.italic = false
    else if (code === 24) next.underline = false
    else if (code === 39) next.color = undefined
    else if (code >= 30 && code <= 37) {
      next.color = code - 30
      next.bright = false
    } else if (code >= 90 && code <= 97) {
      next.color = code - 90
      next.bright = true
    } else if (code === 38 || code === 48) {
      // 256 and true colours: of the first sixteen the nearest named one, the others keep the text's own colour.
      const palette = codes[index + 2] ?? 16
      if (code === 38 && codes[index + 1] === 5 && palette < 16) {
        next.color = palette % 8
        next.bright = palette >= 8
      }
      index += codes[index + 1] === 2 ? 4 : 2
    }
  }
  return next
}

function classes(look: Look): string {
  const names: string[] = []
  if (look.color !== undefined) names.push(`ansi-${look.bright ? 'bright-' : ''}${look.color}`)
  if (look.bold) names.push('ansi-bold')
  if (look.dim) names.push('ansi-dim')
  if (look.italic) names.push('ansi-italic')
  if (look.underline) names.push('ansi-underline')
  return names.join(' ')
}

/** What a terminal would leave standing of a line that was overwritten with carriage returns. */
function afterOverwriting(line: string): string {
  const trimmed = line.replace(/\r+$/, '')
  const last = trimmed.lastIndexOf('\r')
  return last < 0 ? trimmed : trimmed.slice(last + 1)
}

/** Cuts a line into pieces of one colour; every other escape sequence and control character is dropped. */
export function parseAnsi(line: string): AnsiSegment[] {
  const text = afterOverwriting(line)
  if (!text.includes(ESC)) {
    const clean = text.replace(controls, '')
    return clean === '' ? [] : [{ text: clean, style: '' }]
  }
  const segments: AnsiSegment[] = []
  let look = plain
  let from = 0
  const add = (piece: string) => {
    const clean = piece.replace(controls, '')
    if (clean === '') return
    const style = classes(look)
    const last = segments.at(-1)
    if (last !== undefined && last.style === style) last.text += clean
    else segments.push({ text: clean, style })
  }
  for (const match of text.matchAll(sequences)) {
    add(text.slice(from, match.index))
    from = match.index + match[0].length
    if (match[1] !== undefined || match[0].endsWith('m')) look = apply(look, match[1] ?? '')
  }
  add(text.slice(from))
  return segments
}

export function stripAnsi(line: string): string {
  return parseAnsi(line)
    .map((segment) => segment.text)
    .join('')
}
