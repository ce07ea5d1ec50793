/** What people do with each command: shown below its help, and tried by a test. */
export interface Example {
  line: string
  about: string
}

export const examples: Readonly<Record<string, readonly Example[]>> = {
  init: [
    { line: 'enddel init my-site', about: 'a small site in a new folder' },
    { line: 'enddel init my-site --locales vi,en --name "Thị trường"', about: 'in two languages, Vietnamese first' },
  ],
  dev: [
    { line: 'enddel dev', about: 'the site of this folder, at http://127.0.0.1:4321/' },
    { line: 'enddel dev --open --market off', about: 'in a browser at once, with prices that stand still' },
  ],
  build: [
    { line: 'enddel build', about: 'templates/ and content/ into out/; only what has changed is made' },
    { line: 'enddel build --popular 500', about: 'reports, and the 500 other pages asked for most' },
    { line: 'enddel build --schedule "30 7,19 * * *" --tz Asia/Ho_Chi_Minh', about: 'twice a day, until stopped' },
    { line: 'enddel build --shard 2/3', about: 'the second of three machines' },
  ],
  merge: [{ line: 'enddel merge shard-1 shard-2 shard-3 --out out', about: 'one build of three shards' }],
  verify: [{ line: 'enddel verify', about: 'every file and link of the current build' }],
  serve: [
    { line: 'enddel serve --market demo', about: 'out/ at http://localhost:3000/, with a simulated market' },
    { line: 'enddel serve --port 8080 --market live', about: 'with the prices of the exchanges' },
    { line: 'enddel serve --tls-cert chain.pem --tls-key key.pem --port 443', about: 'https and HTTP/2' },
    { line: 'enddel serve --print-config', about: 'each setting and where it came from' },
  ],
  invalidate: [
    { line: 'enddel invalidate --tag report:12', about: 'all pages that show report 12' },
    { line: 'enddel invalidate --prefix /coin --hard', about: 'all coins, and no old page is shown meanwhile' },
  ],
  popular: [{ line: 'enddel popular access.log', about: 'count its hits, for `enddel build --popular`' }],
  bench: [
    { line: 'enddel bench', about: 'hot, mix and cold: a minute or two' },
    { line: 'enddel bench all --html bench.html', about: 'every scenario, with curves' },
    { line: 'enddel bench --save then.json', about: 'before a change; with --compare then.json after it' },
  ],
  doctor: [
    { line: 'enddel doctor', about: 'what is missing or wrong here, and what to do' },
    { line: 'enddel doctor --json', about: 'the same for a script, which gets 1 when there is a problem' },
  ],
  migrate: [{ line: 'DATABASE_URL=postgres://me@localhost/reports enddel migrate', about: 'the tables of reports' }],
  import: [
    { line: 'enddel import --content content', about: 'reports of the folder into the database' },
    { line: 'enddel import --to backup', about: 'and back, byte for byte' },
  ],
  completion: [
    { line: 'eval "$(enddel completion bash)"', about: 'in ~/.bashrc; for zsh likewise in ~/.zshrc' },
    { line: 'enddel completion fish | source', about: 'in ~/.config/fish/config.fish' },
  ],
}

export function examplesText(command: string): string {
  const shown = examples[command] ?? []
  if (shown.length === 0) return ''
  return `\nExamples:\n${shown.map(({ line, about }) => `  $ ${line}\n      ${about}`).join('\n')}`
}
