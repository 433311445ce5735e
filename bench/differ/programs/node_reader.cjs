// Unpacks npm tarballs as the installers written in JavaScript do: node node_reader.cjs MODULES DIRECTORY
// MODULES holds tar (npm, pacote), tar6, cafs (pnpm's store), tar-stream, tar-fs1 with tar-stream1 (yarn 1).
// Input and output as in python_reader.py, with n for those that read in memory only; paths are those after the first directory is stripped.
const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const zlib = require('node:zlib')

const [modules, scratch] = process.argv.slice(2)
const load = (name) => require(path.join(modules, 'node_modules', name))
const digest = (body) => crypto.createHash('sha256').update(body).digest('hex')
const packed = path.join(scratch, 'packed.tgz')
const target = path.join(scratch, 'unpacked')

function written(directory, prefix = '') {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = prefix + entry.name
    if (entry.isDirectory()) return written(path.join(directory, entry.name), `${name}/`)
    if (!entry.isFile()) return [[name, 'symlink', 0, '']]
    const body = fs.readFileSync(path.join(directory, entry.name))
    return [[name, 'file', body.length, digest(body)]]
  })
}

function fresh() {
  fs.rmSync(target, { recursive: true, force: true })
  fs.mkdirSync(target)
}

// What pacote hands to tar.x: links are dropped, .gitignore becomes .npmignore unless that came before.
function filter() {
  const ignores = new Set()
  return (name, entry) => {
    if (/Link$/.test(entry.type)) return false
    if (/File$/.test(entry.type)) {
      const base = path.basename(entry.path)
      if (base === '.npmignore') ignores.add(entry.path)
      else if (base === '.gitignore') {
        const renamed = entry.path.replace(/\.gitignore$/, '.npmignore')
        if (ignores.has(renamed)) return false
        entry.path = renamed
      }
    }
    return true
  }
}

function npm(tar, data) {
  fresh()
  fs.writeFileSync(packed, data)
  tar.x({ sync: true, file: packed, cwd: target, strip: 1, filter: filter(), noChmod: true, noMtime: true, preserveOwner: false, umask: 0o22 })
  return written(target)
}

// Yarn berry walks the entries of tar's parser itself and keeps what has a component left.
function berry(tar, data) {
  const found = new Map()
  const parser = new (tar.Parser || tar.Parse)()
  parser.on('entry', (entry) => {
    const parts = entry.path.split('/')
    const chunks = []
    entry.on('data', (chunk) => chunks.push(chunk))
    entry.on('end', () => {
      if (entry.path.startsWith('/') || parts.includes('..') || parts.length < 2) return
      if (!/^(OldFile|File|ContiguousFile)$/.test(entry.type)) return
      const body = Buffer.concat(chunks)
      found.set(parts.slice(1).join('/'), ['file', body.length, digest(body)])
    })
  })
  let failure
  parser.on('error', (error) => { failure = error })
  parser.end(zlib.gunzipSync(data))
  if (failure) throw failure
  return [...found].map(([name, rest]) => [name, ...rest])
}

function pnpm(cafs, data) {
  const unzipped = zlib.gunzipSync(data)
  return [...cafs.parseTarball(unzipped).files].map(([name, { offset, size }]) => {
    const body = unzipped.subarray(offset, offset + size)
    return [name, 'file', body.length, digest(body)]
  })
}

function streamed(stream, data) {
  return new Promise((resolve, reject) => {
    const found = []
    const extract = stream.extract()
    extract.on('entry', (header, body, next) => {
      const chunks = []
      body.on('data', (chunk) => chunks.push(chunk))
      body.on('end', () => {
        const whole = Buffer.concat(chunks)
        const name = header.name.split('/').slice(1).join('/')
        if (header.type === 'file' || header.type === 'contiguous-file') found.push([name, 'file', whole.length, digest(whole)])
        next()
      })
    })
    extract.on('finish', () => resolve(found))
    extract.on('error', reject)
    extract.end(zlib.gunzipSync(data))
  })
}

function yarn1(tarFs, data) {
  fresh()
  return new Promise((resolve, reject) => {
    const extract = tarFs.extract(target, { strip: 1, dmode: 0o755, fmode: 0o644, chown: false })
    extract.on('finish', () => resolve(written(target)))
    extract.on('error', reject)
    extract.end(zlib.gunzipSync(data))
  })
}

const inMemory = {
  'berry-tar7': (data) => berry(load('tar'), data),
  'berry-tar6': (data) => berry(load('tar6'), data),
  pnpm: (data) => pnpm(load('cafs/lib/parseTarball.js'), data),
  'tar-stream3': (data) => streamed(load('tar-stream'), data),
}
const unpacking = {
  'npm-tar7': (data) => npm(load('tar'), data),
  'npm-tar6': (data) => npm(load('tar6'), data),
  yarn1: (data) => yarn1(load('tar-fs1'), data),
}

async function answer(form, data) {
  const told = {}
  for (const [name, read] of Object.entries(form === 'N' ? { ...inMemory, ...unpacking } : inMemory)) {
    try {
      told[name] = { items: await read(data) }
    } catch (error) {
      told[name] = { error: String(error.code || '') + ' ' + String(error.message).slice(0, 80) }
    }
  }
  return told
}

async function main() {
  let waiting = Buffer.alloc(0)
  for await (const chunk of process.stdin) {
    waiting = Buffer.concat([waiting, chunk])
    while (waiting.length >= 5 && waiting.length >= 5 + waiting.readUInt32BE(1)) {
      const form = String.fromCharCode(waiting[0])
      const size = waiting.readUInt32BE(1)
      const data = Buffer.from(waiting.subarray(5, 5 + size))
      waiting = waiting.subarray(5 + size)
      process.stdout.write(JSON.stringify(await answer(form, data)) + '\n')
    }
  }
}

process.on('uncaughtException', (error) => process.stderr.write(`${error.stack}\n`))
main()
