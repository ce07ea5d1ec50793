import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { speculationRules } from './speculation-rules.ts'

const speculation = suite('site/speculation-rules')

speculation('mean any page of the site, but neither files nor the API', () => {
  assert.equal(exceptedBy({ locales: ['en'] }), ['/api/*', '/*.*'])
})

speculation('leave out what the site names, in every language', () => {
  const except = ['/print/*']

  assert.equal(exceptedBy({ locales: ['en'], speculation: { except } }), ['/api/*', '/*.*', '/print/*'])
  assert.equal(exceptedBy({ locales: ['en', 'vi'], speculation: { except } }), ['/api/*', '/*.*', '/*/print/*'])
})

speculation('are none for a site that wants none', () => {
  assert.is(speculationRules({ locales: ['en'], speculation: false }), '')
})

speculation.run()

function exceptedBy(site: Parameters<typeof speculationRules>[0]): string[] {
  return JSON.parse(speculationRules(site)).prerender[0].where.and[1].not.href_matches
}
