/** Certificate and key of the server: read from files, checked, and read again when the files change. */
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { EnddelError, errnoOf, messageOf } from '../core/errors.ts'
import type { Running } from '../core/lifecycle.ts'
import { every } from './every.ts'

/** PEM files: the chain, the server's own certificate first, and its key. */
export interface CertificateFiles {
  cert: string
  key: string
}

/** What is in them, as node:tls takes it. */
export interface Certificate {
  cert: string
  key: string
  minVersion: 'TLSv1.2'
  validUntil: Date
}

/** Rejects with what is wrong with the files; what it gives can be served. */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const cert = await readPem(files.cert, 'certificate', '--tls-cert (TLS_CERT)')
  const key = await readPem(files.key, 'key', '--tls-key (TLS_KEY)')
  const parsed = parseCertificate(cert, files.cert)
  if (!parsed.checkPrivateKey(parseKey(key, files.key))) {
    throw new EnddelError('E_TLS', `${files.key} is not the key of the certificate in ${files.cert}`, {
      hint: 'give the two that were issued together; in a chain the certificate of the server comes first',
    })
  }
  const certificate = { cert, key, minVersion: 'TLSv1.2' as const, validUntil: new Date(parsed.validTo) }
  try {
    createSecureContext(certificate)
  } catch (error) {
    throw new EnddelError('E_TLS', `${files.cert} and ${files.key} cannot be used: ${messageOf(error)}`, {
      hint: 'have a certificate issued with a key of at least 2048 bits (RSA) or 256 bits (EC)',
      cause: error,
    })
  }
  return certificate
}

/**
 * Looks at the files now and then, since `used` was read. A change is taken when the next look finds it again: of two files
 * that are replaced one after the other, the first alone makes no pair. What cannot be served is told once and not given.
 */
export function watchCertificate(
  files: CertificateFiles,
  used: Certificate,
  everyMs: number,
  onChange: (certificate: Certificate) => void,
  onProblem: (error: unknown) => void,
): Running {
  let settled = fingerprint(used.cert, used.key)
  let seen = settled
  const look = async () => {
    const before = seen
    seen = fingerprint(await textOf(files.cert), await textOf(files.key))
    if (seen !== before || seen === settled) return
    settled = seen
    onChange(await readCertificate(files))
  }
  return every(everyMs, look, onProblem)
}

async function readPem(file: string, what: string, setting: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const isMissing = errnoOf(cause) === 'ENOENT'
    throw new EnddelError('E_TLS', `the TLS ${what} ${file} ${isMissing ? 'is missing' : 'cannot be read'}`, {
      hint: isMissing ? `name the PEM file with ${setting}` : 'let the user that enddel runs as read the file',
      cause,
    })
  }
}

function parseCertificate(text: string, file: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (cause) {
    const hint = 'name a file with -----BEGIN CERTIFICATE----- with --tls-cert (TLS_CERT)'
    throw new EnddelError('E_TLS', `${file} holds no certificate in PEM form`, { hint, cause })
  }
}

function parseKey(text: string, file: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (cause) {
    // node has several codes for it.
    if (text.includes('ENCRYPTED')) {
      const hint = 'take the passphrase off with `openssl pkey -in with-passphrase.pem -out without.pem`'
      throw new EnddelError('E_TLS', `the key in ${file} is protected by a passphrase`, { hint, cause })
    }
    const hint = 'name a file with -----BEGIN PRIVATE KEY----- with --tls-key (TLS_KEY)'
    throw new EnddelError('E_TLS', `${file} holds no private key in PEM form`, { hint, cause })
  }
}

/** Of a file that cannot be read the reason stands for the text, so that its going and coming are changes too. */
function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => error.message)
}

/** Whatever the clocks of the files say; and no further copy of the key is kept. */
function fingerprint(cert: string, key: string): string {
  return createHash('sha256').update(cert).update('\0').update(key).digest('hex')
}
