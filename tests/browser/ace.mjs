// Hands books to DAISY's Ace, one after the other, and says on stdout what it found: a line of JSON for a book.
//
// On stdin: {"modules": folder, "reports": folder, "epubs": [path]}. Ace's own reports land in `reports`.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const job = JSON.parse(fs.readFileSync(0, 'utf8'))
// Its settings and logs belong to this job too, and a busy machine opens a browser slowly.
for (const name of ['CONFIG', 'STATE', 'DATA', 'CACHE']) process.env[`XDG_${name}_HOME`] = job.reports
process.env.ACE_TIMEOUT_INITIAL = '120000'
const load = createRequire(path.join(job.modules, 'x.js'))
const ace = load('@daisy/ace-core')
const runner = load('@daisy/ace-axe-runner-puppeteer')
load('winston').configure({ silent: true, transports: [] })

/** Each violation as rule, weight, document, words and markup. */
const violations = report => report.assertions.flatMap(({ 'earl:testSubject': subject, assertions }) =>
    assertions.filter(one => one['earl:result']['earl:outcome'] === 'fail').map(one => ({
        rule: one['earl:test']['dct:title'],
        impact: one['earl:test']['earl:impact'],
        document: subject.url,
        words: one['earl:result']['dct:description'].split('\n')[0],
        markup: (one['earl:result'].html ?? '').slice(0, 160),
    })))

for (const [number, epub] of job.epubs.entries()) {
    const options = { cwd: process.cwd(), outdir: path.join(job.reports, String(number)), doNotReportMedia: true }
    const line = await ace(epub, options, runner).then(
        ([, report]) => ({ number, outcome: report['earl:result']['earl:outcome'], violations: violations(report) }),
        fault => ({ number, outcome: 'fault', violations: [], fault: String(fault?.message ?? fault) }),
    )
    process.stdout.write(`${JSON.stringify(line)}\n`)
}
process.exit(0)
