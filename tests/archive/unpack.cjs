// Unpacks tarballs with npm's own code: node unpack.cjs NPM_DIRECTORY TARBALL DIRECTORY [TARBALL DIRECTORY]...
// Prints one JSON object: tarball -> list of the files that were written, or an error.
const fs = require('node:fs')
const path = require('node:path')

const [npm, ...pairs] = process.argv.slice(2)
const pacote = require(path.join(npm, 'node_modules', 'pacote'))

function files(directory, prefix = '') {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? files(path.join(directory, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`])
}

async function main() {
  const found = {}
  for (let i = 0; i < pairs.length; i += 2) {
    const [tarball, directory] = pairs.slice(i, i + 2)
    try {
      await pacote.extract(`file:${tarball}`, directory, { cache: `${directory}.cache`, offline: true })
      found[tarball] = { files: files(directory) }
    } catch (error) {
      found[tarball] = { error: String(error.code || error.message), files: fs.existsSync(directory) ? files(directory) : [] }
    }
  }
  process.stdout.write(JSON.stringify(found))
}

main()
