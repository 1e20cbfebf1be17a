// Runs in the browser: opens the book that the address names, and looks at each screen for `read.mjs`.
import { Screen } from './screen.js'

const asked = Object.fromEntries(new URLSearchParams(location.search))
const { open } = await import(`./${asked.engine}.js`)
const engine = await open(`/book/${asked.book}`, document.getElementById('desk'), {
    dark: asked.dark === 'true',
    scale: Number(asked.scale),
})
const screens = new Map()

/** When images and fonts are there and two frames were drawn since, nothing moves any more. */
const settled = async doc => {
    await doc.fonts.ready
    const drawn = () => new Promise(done => requestAnimationFrame(done))
    await drawn()
    await drawn()
}

/** The document on the screen; each gets one `Screen`, which remembers what was seen of it. */
const current = async () => {
    const { doc, index } = engine.current()
    await settled(doc)
    if (!screens.has(index)) screens.set(index, new Screen(doc))
    const screen = screens.get(index)
    screen.renew(doc)
    return { screen, index }
}

window.reading = {
    /** What is wrong with the screen that is shown. */
    async look() {
        const { screen, index } = await current()
        return { index, faults: screen.look() }
    },
    /** Turns the page; false at the end of the book. */
    async turn() {
        const before = (await current()).screen.position
        const { index } = engine.current()
        await engine.next()
        const after = await current()
        return after.index !== index || after.screen.position !== before
    },
    /** Of each document its text, and what of it was on no screen. */
    documents: () => [...screens].map(([index, screen]) => ({ index, ...screen.account() })),
}
document.documentElement.dataset.ready = 'true'
