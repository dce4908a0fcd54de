import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { i18n, preferredLocale } from '.'
import en from './en'
import zhCN from './zh-CN'

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const result = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') result.set(prefix + key, value)
    else for (const [name, text] of flatten(value, `${prefix}${key}.`)) result.set(name, text)
  }
  return result
}

const root = join(process.cwd(), 'src')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file) && !/\.spec\.ts$|^locales\/(en|zh-CN)\.ts$|\.d\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const chinese = flatten(zhCN)
const english = flatten(en)

describe('the texts', () => {
  it('exist in both languages under the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('are never empty', () => {
    expect([...chinese, ...english].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('take the same values in both languages', () => {
    const values = (text = '') =>
      [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort()
    const different = [...chinese].filter(
      ([key, text]) => `${values(text)}` !== `${values(english.get(key))}`,
    )
    expect(different.map(([key]) => key)).toEqual([])
  })

  it('can all be compiled', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      i18n.global.locale.value = locale
      for (const key of chinese.keys()) expect(i18n.global.t(key, { count: 2 }), key).not.toBe(key)
    }
  })

  it('stand in the locale files only', () => {
    const cjk = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/
    expect(sources.filter(({ text }) => cjk.test(text)).map(({ file }) => file)).toEqual([])
  })

  it('exist for every key that the pages ask for', () => {
    const asked = sources.flatMap(({ text }) =>
      [...text.matchAll(/(?<![\w.])t\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? ''),
    )
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((key) => !chinese.has(key))).toEqual([])
  })

  it('are all used', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const families = [...all.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '')
    const unused = [...chinese.keys()].filter(
      (key) => !all.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)),
    )
    expect(unused).toEqual([])
  })
})

describe('the first language', () => {
  it.each([
    [undefined, ['zh-TW', 'en'], 'zh-CN'],
    [undefined, ['en-GB', 'zh'], 'en'],
    [undefined, ['fr', 'zh-CN'], 'zh-CN'],
    [undefined, ['fr'], 'en'],
    [undefined, [], 'zh-CN'],
    ['en', ['zh-CN'], 'en'],
    ['xx', ['zh-CN'], 'zh-CN'],
  ])('with %s chosen and a browser in %j is %s', (stored, browser, expected) => {
    expect(preferredLocale(stored, browser)).toBe(expected)
  })
})
