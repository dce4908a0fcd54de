import { describe, expect, it } from 'vitest'
import { configOf, emptyForm, problemsOf } from './deploy-form'

const zip = (name = 'a.zip', content = 'x') => new File([content], name)

describe('the deploy form', () => {
  it('names everything that is missing at once', () => {
    expect(problemsOf(emptyForm())).toEqual({
      file: { key: 'deploy.fileRequired' },
      serviceId: { key: 'deploy.idRequired' },
    })
  })

  it('is right with an archive and an id', () => {
    for (const name of ['a.zip', 'a.tar.gz', 'A.TGZ']) {
      expect(problemsOf({ ...emptyForm('a'), file: zip(name) })).toEqual({})
    }
  })

  it('refuses other files and empty ones', () => {
    expect(problemsOf({ ...emptyForm('a'), file: zip('a.rar') }).file?.key).toBe('deploy.wrongFormat')
    expect(problemsOf({ ...emptyForm('a'), file: zip('a.zip', '') }).file?.key).toBe('deploy.emptyFile')
  })

  it('wants an absolute path of the host', () => {
    const form = { ...emptyForm('a'), source: 'path' as const }
    expect(problemsOf({ ...form, path: 'data/a' }).path).toBeDefined()
    expect(problemsOf({ ...form, path: '/data/a' })).toEqual({})
  })

  it.each(['0', '65536', '8001x', '-1', '1.5'])('refuses the port %s', (port) => {
    expect(problemsOf({ ...emptyForm('a'), file: zip(), port }).port).toBeDefined()
  })

  it('refuses variables that a process could not have', () => {
    const withEnv = (...env: { name: string; value: string }[]) =>
      problemsOf({ ...emptyForm('a'), file: zip(), env }).env?.key
    expect(withEnv({ name: '1A', value: '' })).toBe('deploy.envInvalid')
    expect(withEnv({ name: '', value: 'x' })).toBe('deploy.envInvalid')
    expect(withEnv({ name: 'A', value: '1' }, { name: 'A', value: '2' })).toBe('deploy.envTwice')
    expect(withEnv({ name: 'A', value: '1' }, { name: '', value: '' })).toBeUndefined()
  })

  it('sends only what was filled in', () => {
    expect(configOf(emptyForm('a'))).toEqual({})
    expect(
      configOf({ ...emptyForm('a'), name: ' N ', port: '8005', env: [{ name: 'A', value: '' }] }),
    ).toEqual({ name: 'N', port: 8005, env: { A: '' } })
  })
})
