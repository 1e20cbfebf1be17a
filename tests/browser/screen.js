// One document of a book as an engine lays it out in columns: where each letter stands, which were seen.
const SPACE = /[\s\p{Cf}]/u
const SLACK = 2 // pixels by which a letter may lean out of its column
const FAINT = 3 // the least contrast that WCAG lets large type have

/** The text nodes that a reader is meant to see, in order. */
function* texts(doc) {
    const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.parentElement.closest('[hidden], style, svg, rp')) yield node
    }
}

/** The places of all letters, as one flat array of left, top, right, bottom; NaN where a letter has no ink. */
const measure = doc => {
    const letters = []
    const places = []
    const range = doc.createRange()
    for (const node of texts(doc)) {
        let at = 0
        for (const letter of node.data) {
            const end = at + letter.length
            if (!SPACE.test(letter)) {
                range.setStart(node, at)
                range.setEnd(node, end)
                // A letter behind a break has two boxes: an empty one where the line ended, and its own.
                const boxes = range.getClientRects()
                const box = boxes[boxes.length - 1]
                letters.push(letter)
                if (box) places.push(box.left, box.top, box.right, box.bottom)
                else places.push(NaN, NaN, NaN, NaN)
            }
            at = end
        }
    }
    return { letters, places: Float64Array.from(places) }
}

/** The window onto the document: the nearest ancestor of its frame that cuts off what runs out of it. */
const windowOf = frame => {
    let box = frame.parentElement
    const clips = element => /auto|hidden|scroll/.test(getComputedStyle(element).overflowX)
    while (box && !(clips(box) && box.scrollWidth >= box.clientWidth && box.getBoundingClientRect().width <= innerWidth + 1)) {
        box = box.parentElement ?? box.getRootNode().host
    }
    return box
}

const numbers = colour => (colour.match(/[\d.]+/g) ?? []).map(Number)
const luminance = colour => numbers(colour).slice(0, 3)
    .map(part => part / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0)
const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
}

const ground = (element, paper) => {
    for (let it = element; it; it = it.parentElement) {
        const colour = getComputedStyle(it).backgroundColor
        if (numbers(colour)[3] !== 0) return colour
    }
    return paper
}

export class Screen {
    /** What stays wrong however the pages are turned. */
    #standing
    #seen

    constructor(doc) {
        this.doc = doc
        this.renew(doc, true)
        this.#seen = new Uint8Array(this.letters.length)
        this.#standing = [...this.#pictures(), ...this.#faint(), ...this.#unloaded(), ...this.#stranded()]
    }

    /** Measures again when the engine laid the document out anew (a font or picture came late). */
    renew(doc, first = false) {
        this.doc = doc
        this.frame = doc.defaultView.frameElement
        const stamp = `${doc.documentElement.scrollWidth} ${doc.documentElement.scrollHeight} ${doc.body.innerText.length}`
        if (first || stamp !== this.stamp) Object.assign(this, measure(doc), { stamp })
    }

    /** The window in the document's own coordinates, without the margins that the engine keeps free. */
    get window() {
        const { left, top } = this.frame.getBoundingClientRect()
        const box = windowOf(this.frame).getBoundingClientRect()
        return { left: box.left - left, top: box.top - top, right: box.right - left, bottom: box.bottom - top }
    }

    get margins() {
        const sides = [this.doc.documentElement, this.doc.body].map(getComputedStyle)
        const sum = side => Math.max(...sides.map(style => parseFloat(style[side]) || 0))
        return { left: sum('paddingLeft'), right: sum('paddingRight') }
    }

    get position() {
        const { left, top } = this.window
        return `${Math.round(left)} ${Math.round(top)}`
    }

    /** Marks the letters of this screen as seen; says what is wrong with it. */
    look() {
        const { left, top, right, bottom } = this.window
        const { left: before, right: after } = this.margins
        const out = []
        let count = 0
        this.letters.forEach((letter, index) => {
            const [l, t, r, b] = this.places.subarray(index * 4, index * 4 + 4)
            const [x, y] = [(l + r) / 2, (t + b) / 2]
            if (!(x >= left && x < right && y >= top && y < bottom)) return
            this.#seen[index] += 1
            count += 1
            if (l < left + before - SLACK || r > right - after + SLACK) out.push(index)
        })
        const faults = this.#standing.splice(0)
        if (out.length) faults.push(`overflow: ${this.#words(out)}`)
        if (!count && !this.#drawn()) faults.push('blank')
        return faults
    }

    /** The whole text, and the letters that were on no screen or on more than one. */
    account() {
        const which = wanted => [...this.#seen.keys()].filter(index => wanted(this.#seen[index]))
        return {
            text: this.letters.join(''),
            lost: this.#words(which(times => times === 0)),
            twice: this.#words(which(times => times > 1)),
        }
    }

    #words(indices) {
        const text = indices.slice(0, 40).map(index => this.letters[index]).join('')
        return indices.length > 40 ? `${text}\u2026 (${indices.length} letters)` : text
    }

    /** Whether a picture or a rule is on this screen. */
    #drawn() {
        const { left, right } = this.window
        return [...this.doc.body.querySelectorAll('img, svg, hr')].some(element => {
            const box = element.getBoundingClientRect()
            return box.width && box.height && box.left < right && box.right > left
        })
    }

    *#pictures() {
        for (const picture of this.doc.images) {
            if (!picture.complete || !picture.naturalWidth) yield `picture: ${picture.alt}`
            const box = picture.getBoundingClientRect()
            const { left, right } = this.window
            if (box.width > right - left + SLACK) yield `overflow: picture ${picture.alt}`
        }
    }

    *#faint() {
        const paper = getComputedStyle(this.doc.body).backgroundColor
        const behind = numbers(paper)[3] === 0 ? getComputedStyle(this.doc.documentElement).backgroundColor : paper
        for (const element of new Set([...texts(this.doc)].map(node => node.parentElement))) {
            const words = element.textContent.trim().slice(0, 30)
            const { color } = getComputedStyle(element)
            if (words && contrast(color, ground(element, behind)) < FAINT) yield `faint: ${words}`
        }
    }

    /** Calls of notes at the head of a line, parted from the word that they belong to. */
    *#stranded() {
        const range = this.doc.createRange()
        for (const call of this.doc.querySelectorAll('sup > a[role="doc-noteref"]')) {
            const before = call.parentElement.previousSibling
            if (before?.nodeType !== Node.TEXT_NODE || SPACE.test(before.data.at(-1))) continue
            range.setStart(before, before.length - 1)
            range.setEnd(before, before.length)
            const boxes = range.getClientRects()
            const [word, own] = [boxes[boxes.length - 1], call.getClientRects()[0]]
            const share = word && own && Math.min(word.bottom, own.bottom) - Math.max(word.top, own.top)
            if (share <= 0) yield `stranded: ${before.data.slice(-6)}${call.textContent}`
        }
    }

    *#unloaded() {
        for (const face of this.doc.fonts) if (face.status === 'error') yield `font: ${face.family}`
    }
}
