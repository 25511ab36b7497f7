import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/index.ts'
import { testSandbox } from '../client.ts'
import { ask, familyA, makeList } from './ask.ts'

let sandbox: Sandbox
const names = ['Alpha', 'Beta', 'Gamma, Delta', `It's "quoted"`, 'back\\slash', 'a)b', 'ünï 💌', 'plus + sign']
beforeAll(async () => {
  sandbox = await testSandbox()
  for (const name of names) {
    await makeList(sandbox, name)
    await sandbox.clock.advance(60_000)
  }
})
afterAll(() => sandbox.close())

const raw = (filter: string) => ask(sandbox, { url: `/api/lists?filter=${filter}` })
const lists = (filter: string) => raw(encodeURIComponent(filter))
const found = async (filter: string) => {
  const { status, body } = await lists(filter)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name).sort()
}
const day = '2026-11-02T10:0'

describe('the filter grammar takes', () => {
  it.each<[string, string[]]>([
    ['equals(name,"Beta")', ['Beta']],
    [`equals(name,'Beta')`, ['Beta']],
    ['equals(name, "Beta")', ['Beta']],
    ['equals( name , "Beta" )', ['Beta']],
    ['equals(name,["Beta"])', ['Beta']],
    ['any(name,["Beta","Alpha"])', ['Alpha', 'Beta']],
    ['any(name,[ "Beta" , "Alpha" ])', ['Alpha', 'Beta']],
    [`any(name,['Beta', 'Alpha'])`, ['Alpha', 'Beta']],
    ['any(name,["nobody"])', []],
    ['any(name,["Gamma, Delta"])', ['Gamma, Delta']],
    [String.raw`equals(name,'It\'s "quoted"')`, [`It's "quoted"`]],
    [String.raw`equals(name,"It's \"quoted\"")`, [`It's "quoted"`]],
    [String.raw`equals(name,"back\\slash")`, ['back\\slash']],
    ['equals(name,"a)b")', ['a)b']],
    ['equals(name,"ünï 💌")', ['ünï 💌']],
    ['equals(name,"plus + sign")', ['plus + sign']],
    ['equals(name,"beta")', []],
    [`greater-than(created,${day}2:00Z)`, names.slice(2)],
    [`greater-than(created,${day}2:00+00:00)`, names.slice(2)],
    [`greater-than(created,${day}2:00)`, names.slice(2)],
    [`greater-than(created,${day}2:00.000Z)`, names.slice(2)],
    [`greater-than(created,${day}2:00.000000+00:00)`, names.slice(2)],
    ['greater-than(created,2026-11-02T12:02:00+02:00)', names.slice(2)],
    ['greater-than(created,2026-11-02)', names],
    ['greater-than(created,2026-11-03)', []],
    [`and(greater-than(created,${day}2:00Z),any(name,["Alpha","a)b"]))`, ['a)b']],
    [`greater-than(created,${day}2:00Z),any(name,["Alpha","a)b"])`, ['a)b']],
    [`and(any(name,["Alpha","a)b"]),and(greater-than(created,${day}2:00Z)))`, ['a)b']],
    [`greater-than(created,${day}1:00Z), greater-than(updated,${day}2:00Z)`, names.slice(2)],
  ])('%s', async (filter, wanted) => {
    expect(await found(filter)).toEqual([...wanted].sort())
  })

  it.each([
    [`any(name,["Beta"])`, 'raw quotes and brackets'],
    [`any%28name%2C%5B%22Beta%22%5D%29`, 'everything encoded'],
    [`any(name,%5B'Beta'%5D)`, 'single quotes raw'],
  ])('%s: %s', async (filter) => {
    expect((await raw(filter)).body.data).toHaveLength(1)
  })

  it('+ and %20 as a space, %2B as a plus', async () => {
    expect((await raw('any(name,["plus+%2B+sign"])')).body.data).toHaveLength(1)
    expect((await raw('any(name,["plus%20%2B%20sign"])')).body.data).toHaveLength(1)
    expect((await raw(`greater-than(created,${day}2:00%2B00:00)`)).body.data).toHaveLength(names.length - 2)
    // A plus that the client did not encode: the time is still understood.
    expect((await raw(`greater-than(created,${day}2:00+00:00)`)).body.data).toHaveLength(names.length - 2)
  })
})

describe('the filter grammar refuses', () => {
  const PARENTHESES = 'Invalid filter provided. Verify your parentheses match.'
  const SYNTAX = 'Invalid filter provided'

  it.each([
    ['foo', SYNTAX, 'expected an operator at character 1'],
    ['equals(name,Beta)', SYNTAX, 'at character 13'],
    ['equals(name,"Beta"', PARENTHESES, 'at character 19'],
    ['equals(name,"Beta"))', PARENTHESES, 'at character 20'],
    ['and(equals(name,"Beta")', PARENTHESES, 'at character 24'],
    ['equals(name,"Beta)', SYNTAX, 'expected a closing " at character 13'],
    ['equals(,"Beta")', SYNTAX, 'expected the name of a field at character 8'],
    ['equals(name)', SYNTAX, `expected ',' at character 12`],
    ['equals(name,)', SYNTAX, 'at character 13'],
    ['equals(name,"a","b")', SYNTAX, 'at character 16'],
    ['equals name "Beta"', SYNTAX, 'at character 8'],
    ['any(name,["Beta")', SYNTAX, 'at character 17'],
    ['or(equals(name,"a"),equals(name,"b"))', SYNTAX, 'expected an operator at character 1'],
    ['not(equals(name,"a"))', SYNTAX, 'expected an operator at character 1'],
    ['EQUALS(name,"a")', SYNTAX, 'expected an operator at character 1'],
    ['equals(name,"a"),', SYNTAX, 'expected an operator at character 18'],
    ['equals(name,"a")equals(name,"b")', SYNTAX, 'at character 17'],
    ['greater-than(created,"2026-11-02T10:00:00Z")', SYNTAX, ''],
    ['greater-than(created,2026-13-02)', SYNTAX, ''],
    ['equals(name,5)', SYNTAX, ''],
    ['any(name,"Beta")', SYNTAX, ''],
  ])('%s', async (filter, detail, hint) => {
    const { status, body, headers, text } = await lists(filter)
    expect(status).toBe(400)
    expect(body.errors[0].detail).toBe(detail)
    expect(text).toBe(
      familyA(headers['x-klaviyo-req-id']!, 400, 'invalid', 'Invalid input.', detail, { parameter: 'filter' }),
    )
    expect(decodeURI(headers['sandbox-hint'] ?? '')).toContain(hint)
  })

  it('operators that the field does not take, with the recorded text and its two spaces', async () => {
    const { status, body } = await lists('contains(name,"eta")')
    expect(status).toBe(400)
    expect(body.errors[0].detail).toMatch(
      /^'contains' is not an allowed filter operator for name\. {2}Allowed operators are (equals|any)/,
    )
  })

  it('fields that the operation does not know', async () => {
    const { status, body } = await lists('equals(opt_in_process,"x")')
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ code: 'invalid', source: { parameter: 'filter' } })
    expect((await lists('equals(__proto__,"x")')).status).toBe(400)
    expect((await lists('equals(constructor,"x")')).status).toBe(400)
  })

  it('a very deep one, without falling over', async () => {
    const deep = `${'and('.repeat(2000)}equals(name,"a")${')'.repeat(2000)}`
    expect([200, 400]).toContain((await raw(deep)).status)
    const broken = 'and('.repeat(3000)
    expect((await raw(broken)).status).toBe(400)
  })

  it.each(['%', '%zz', '%E0%A4%A', '%00', '\u0001'])('broken escapes: %s', async (filter) => {
    expect((await raw(encodeURI(filter).replace(/%25/g, '%'))).status).toBe(400)
  })
})
