// Reads books in a browser, page by page, and says on stdout what it saw: one line of JSON for a reading.
//
// On stdin: {"chromium": path, "modules": folder, "readings": [{"epub", "engine", "width", "height", "dark",
// "scale", "screens"}]}; `screens` is a folder for a picture of each page, or empty.
import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const KINDS = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.json': 'application/json' }
const MOST_PAGES = 20000
const AT_ONCE = 2

const job = JSON.parse(fs.readFileSync(0, 'utf8'))
const { chromium } = createRequire(path.join(job.modules, 'x.js'))('playwright-core')

/** Where a request's file lies, or null when it may not be had. */
const fileOf = address => {
    const [, first, ...rest] = decodeURIComponent(new URL(address, 'http://x').pathname).split('/')
    if (first === 'book') return job.readings[Number(rest[0])]?.epub ?? null
    const [root, inside] = first === 'npm' ? [job.modules, rest] : [HERE, [first, ...rest]]
    const file = path.join(root, ...inside)
    return file.startsWith(root + path.sep) && fs.existsSync(file) ? file : null
}

const server = http.createServer((request, response) => {
    const file = fileOf(request.url)
    response.writeHead(file ? 200 : 404, { 'Content-Type': KINDS[path.extname(file ?? '')] ?? 'application/octet-stream' })
    if (file) fs.createReadStream(file).pipe(response)
    else response.end()
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const browser = await chromium.launch({
    executablePath: job.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})

/** What the browser complains of while a page is open. */
const complaints = page => {
    const found = []
    page.on('pageerror', error => found.push(`error: ${error.message}`))
    page.on('console', message => {
        if (message.type() === 'error') found.push(`console: ${message.text()}`)
    })
    page.on('requestfailed', request => {
        // An engine that leaves a document drops what it had asked for it.
        if (request.failure()?.errorText !== 'net::ERR_ABORTED') found.push(`request: ${request.url()}`)
    })
    return found
}

const read = async (reading, number) => {
    const { width, height, dark, scale, engine, screens } = reading
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' })
    const page = await context.newPage()
    const faults = complaints(page)
    const query = new URLSearchParams({ book: number, engine, dark, scale })
    let [pages, documents] = [0, []]
    try {
        await page.goto(`http://127.0.0.1:${server.address().port}/page.html?${query}`)
        await page.waitForSelector('html[data-ready]', { timeout: 30000, state: 'attached' })
        do {
            const seen = await page.evaluate('reading.look()')
            faults.push(...seen.faults.map(fault => `page ${pages + 1}, document ${seen.index + 1}: ${fault}`))
            if (screens) await page.screenshot({ path: path.join(screens, `${String(pages).padStart(4, '0')}.png`) })
            pages += 1
        } while (pages < MOST_PAGES && await page.evaluate('reading.turn()'))
        documents = await page.evaluate('reading.documents()')
    } catch (error) {
        faults.push(`reading: ${error.message}`)
    }
    await context.close()
    return { pages, faults, documents }
}

const waiting = [...job.readings.entries()]
const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [number, reading] = next
        const seen = await read(reading, number)
        process.stdout.write(`${JSON.stringify({ number, ...seen })}\n`)
    }
}
await Promise.all(Array.from({ length: AT_ONCE }, worker))
await browser.close()
server.close()
