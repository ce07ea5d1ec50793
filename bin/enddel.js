#!/usr/bin/env node
const oldest = '20.19.0'
const { node } = process.versions

// The rest is not imported before: an older Node.js would end with an error that tells nobody what to do.
if (node.localeCompare(oldest, 'en', { numeric: true }) < 0) {
  console.error(`enddel: Node.js ${node} is older than ${oldest} (install a newer one from https://nodejs.org/)`)
  process.exitCode = 1
} else {
  const { main } = await import('../dist/cli/main.js')
  process.exitCode = await main(process.argv.slice(2), process.env)
}
