/**
 * Makes a PDF of Chromium's depend on its page alone: the moment it was printed at stands in it, in the dictionary Info, and
 * ids that count on from page to page. Both are written over in place; title and author follow in an update at the end of
 * the file (ISO 32000-1, 7.5.6), so that no offset in it changes.
 */
import { EnddelError } from '../core/errors.ts'

export interface PdfFacts {
  title: string
  /** Undefined where the page names none. */
  author: string | undefined
  date: Date | undefined
}

/** Throws an E_PDF when it is not written as Chromium writes. */
export function stampPdf(bytes: Uint8Array, { title, author, date = epoch }: PdfFacts): Buffer {
  const pdf = Buffer.from(bytes)
  const { xrefAt, trailer, info } = readEnd(pdf)
  const infoAt = offsetOf(info, pdf, xrefAt)
  writeDates(pdf, infoAt, date)
  writeIds(pdf)
  const start = pdf.length
  const dictionary = [
    `/Title ${textOf(title)}`,
    ...(author === undefined ? [] : [`/Author ${textOf(author)}`]),
    `/Creator (enddel) /Producer (Chromium) /CreationDate (${dateOf(date)}) /ModDate (${dateOf(date)})`,
  ].join(' ')
  const object = `${info} 0 obj\n<<${dictionary}>>\nendobj\n`
  const xref = `xref\n${info} 1\n${String(start).padStart(10, '0')} 00000 n \n`
  const end = `trailer\n<<${trailer} /Prev ${xrefAt}>>\nstartxref\n${start + object.length}\n%%EOF\n`
  return Buffer.concat([pdf, Buffer.from(object + xref + end, 'latin1')])
}

const epoch = new Date(0)

/** Where the table of objects is, what the trailer says, and the number of Info. */
function readEnd(pdf: Buffer): { xrefAt: number; trailer: string; info: number } {
  const end = pdf.toString('latin1', Math.max(0, pdf.length - 1_024))
  const found = /trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$/s.exec(end)
  const info = /\/Info (\d+) 0 R/.exec(found?.[1] ?? '')
  if (!found || !info) throw unknownForm()
  return { xrefAt: Number(found[2]), trailer: found[1]!.replace(/\s+/g, ' ').trim(), info: Number(info[1]) }
}

/** The table has 20 bytes for each object, after a line with the first number and the count. */
function offsetOf(object: number, pdf: Buffer, xrefAt: number): number {
  const head = /^xref\s+0 \d+\s*?\n/.exec(pdf.toString('latin1', xrefAt, xrefAt + 64))
  const entryAt = xrefAt + (head?.[0].length ?? 0) + object * 20
  const entry = /^(\d{10}) \d{5} n/.exec(pdf.toString('latin1', entryAt, entryAt + 20))
  if (!head || !entry) throw unknownForm()
  return Number(entry[1])
}

/** More than a title and the names of programs. */
const infoBytes = 64 * 1024

/** In strings brackets are escaped, so that no title can look like a date. */
function writeDates(pdf: Buffer, infoAt: number, date: Date): void {
  const text = pdf.toString('latin1', infoAt, infoAt + infoBytes)
  for (const name of ['CreationDate', 'ModDate']) {
    const found = new RegExp(`/${name} \\((D:\\d{14}\\+00'00')\\)`).exec(text)
    if (!found) throw unknownForm()
    pdf.write(dateOf(date), infoAt + found.index + `/${name} (`.length, 'latin1')
  }
}

/** Headers of tables have ids, by which their cells name them. They stay in their order, for a tree is sorted by it. */
function writeIds(pdf: Buffer): void {
  const found = [...pdf.toString('latin1').matchAll(/\(node(\d{8})\)/g)]
  const ids = [...new Set(found.map(([, id]) => id!))].sort()
  const numbers = new Map(ids.map((id, index) => [id, String(index + 1).padStart(8, '0')]))
  for (const { 1: id, index } of found) pdf.write(numbers.get(id!)!, index + '(node'.length, 'latin1')
}

/** `D:20261120003000+00'00'`: always as long as Chromium's. */
function dateOf(date: Date): string {
  return `D:${date.toISOString().replace(/\D/g, '').slice(0, 14)}+00'00'`
}

/** UTF-16 in hexadecimal digits: nothing in it needs an escape. */
function textOf(text: string): string {
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`
}

function unknownForm(): EnddelError {
  return new EnddelError('E_PDF', 'this Chromium writes PDF files in a form that is not known', {
    hint: 'use the Chromium of a current system, or another version of enddel',
  })
}
