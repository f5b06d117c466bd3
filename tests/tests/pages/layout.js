// The body of a function that lists the layout's faults, one line each: texts cut without a way to see them whole, controls
// that lie on each other or below something else, and whatever lies outside of its box or the window and cannot be scrolled to.

const SLACK = 2;
const CONTROLS = "button, a[href], input, select, textarea, [role=option], [role=menuitem], [role=tab], [role=slider]";
/** What lies over the page on purpose: its controls are compared among themselves. */
const LAYERS = "[role=dialog], [role=menu], [role=listbox], [role=status], [aria-label=Messages], [class*='-dropdown'], aside";
/** What its part of the page scrolls below is a layer too, as is a head of a table. */
function layerOf(element) {
    let at = element;
    while (at && !at.matches(LAYERS) && styleOf(at).position !== "sticky") at = at.parentElement;
    return at;
}

const styles = new Map();
const styleOf = element => {
    let style = styles.get(element);
    if (!style) styles.set(element, (style = getComputedStyle(element)));
    return style;
};
const faults = new Set();
const named = element => {
    const words = (element.getAttribute("aria-label") ?? element.innerText ?? element.value ?? "").trim().slice(0, 40);
    const at = element.closest("[aria-label], section, form, main, nav")?.getAttribute("aria-label") ?? "";
    const name = String(element.className?.baseVal ?? element.className).slice(0, 40);
    return `<${element.tagName.toLowerCase()} ${name}> “${words}” (${at})`.replace(/\s+/g, " ");
};

/** Drawn, and not hidden from sight as texts for screen readers are. */
function isVisible(element) {
    const { width, height } = element.getBoundingClientRect();
    const { visibility, clipPath, opacity } = styleOf(element);
    return width > 1 && height > 1 && visibility === "visible" && clipPath === "none" && opacity !== "0" &&
        !element.closest("[hidden]") && element.checkVisibility();
}

/** A tooltip has the whole text, be it one that appears under the pointer. */
function isTold(element) {
    element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    const told = element.closest("[title]") ?? element.querySelector("[title]");
    for (let at = element; at; at = at.parentElement) at.dispatchEvent(new PointerEvent("pointerleave"));
    return told !== null;
}
/** A number is never cut, but a set of them may be. */
const isNumber = element => element.matches("td .mono, td.mono") && !element.textContent.includes(",");

/**
 * The part of an element that shows. `beyond` is the box that hides the rest, if nothing scrolls to it.
 */
function shownPart(element) {
    let { left, right, top, bottom } = element.getBoundingClientRect();
    let beyond;
    let [freeX, freeY] = [false, false];
    let position = styleOf(element).position;
    let at = element.parentElement;
    for (; at && at !== document.documentElement && position !== "fixed"; at = at.parentElement) {
        const style = styleOf(at);
        if (position === "absolute" && style.position === "static") continue;
        position = style.position;
        const box = at.getBoundingClientRect();
        const hides = overflow => overflow === "hidden" || overflow === "clip";
        // What has no room at all is left out on purpose.
        if ((box.width < 1 && hides(style.overflowX)) || (box.height < 1 && hides(style.overflowY))) {
            return { ...box.toJSON(), area: 0 };
        }
        const scrolls = overflow => overflow === "auto" || overflow === "scroll";
        if (scrolls(style.overflowX)) freeX = true;
        if (scrolls(style.overflowY)) freeY = true;
        if (hides(style.overflowX) && !freeX && (left < box.left - SLACK || right > box.right + SLACK)) beyond ??= at;
        if (hides(style.overflowY) && !freeY && (top < box.top - SLACK || bottom > box.bottom + SLACK)) beyond ??= at;
        if (style.overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        if (style.overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    const [width, height] = [window.innerWidth, window.innerHeight];
    if (!freeX && (left < -SLACK || right > width + SLACK)) beyond ??= document.body;
    if (!freeY && (top < -SLACK || bottom > height + SLACK)) beyond ??= document.body;
    return { left, right, top, bottom, beyond, area: Math.max(0, right - left) * Math.max(0, bottom - top) };
}

/** What an input and its button share. */
const fieldOf = input => input.closest("[class*=Input-wrapper]") ?? (input.matches("input") ? input.parentElement : null);

const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== "");

for (const element of document.body.querySelectorAll("*")) {
    const isControl = element.matches(CONTROLS);
    if (!(isControl || hasText(element)) || !isVisible(element)) continue;
    const { overflowX, overflowY } = styleOf(element);
    const isField = element.matches("input, textarea, select");
    const cutX = overflowX !== "visible" && !/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const cutY = overflowY !== "visible" && !/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight + SLACK;
    if (!isField && (cutX || cutY) && (isNumber(element) || !isTold(element))) faults.add(`cut: ${named(element)}`);
    const { beyond, area } = shownPart(element);
    if (beyond && (isNumber(element) || !isTold(element))) faults.add(`${area === 0 ? "out of reach" : "cut"}: ${named(element)} by ${named(beyond)}`);
}

/** What lies in front at the middle and near the corners of the part that shows; undefined where nothing does. */
function inFront({ left, right, top, bottom }) {
    const [inX, inY] = [Math.min(SLACK + 1, (right - left) / 4), Math.min(SLACK + 1, (bottom - top) / 4)];
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const corners = [left + inX, right - inX].flatMap(x => [top + inY, bottom - inY].map(y => [x, y]));
    return [[x, y], ...corners].map(([x, y]) => document.elementFromPoint(x, y) ?? undefined);
}

const controls = [...document.body.querySelectorAll(CONTROLS)].filter(isVisible).flatMap(element => {
    const part = shownPart(element);
    if (part.area === 0) return [];
    const { left, right, top, bottom } = part;
    const layer = layerOf(element);
    const isOwn = hit => hit && (element.contains(hit) || hit.contains(element) || fieldOf(element)?.contains(hit));
    const hits = inFront(part);
    // A dialog's shade lies over the page on purpose, as does another layer.
    const covers = hit => hit && layerOf(hit) === layer && !hit.matches("[class*=Overlay], [class*=overlay]");
    // Of a control at the edge of a list, the rest is scrolled to.
    const { width, height } = element.getBoundingClientRect();
    const isMostlyShown = part.area * 2 > width * height;
    if (isMostlyShown && hits.every(hit => !isOwn(hit)) && hits.every(covers)) faults.add(`covered: ${named(element)} by ${named(hits[0])}`);
    return isOwn(hits[0]) ? [{ element, left, right, top, bottom, layer }] : [];
});
controls.forEach((one, place) => {
    for (const other of controls.slice(place + 1)) {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (across <= SLACK || down <= SLACK || one.layer !== other.layer) continue;
        const [a, b] = [one.element, other.element];
        // One inside the other, a button in its field, and a field in its label belong together.
        if (a.contains(b) || b.contains(a)) continue;
        if ((a.matches("input") && fieldOf(a).contains(b)) || (b.matches("input") && fieldOf(b).contains(a))) continue;
        faults.add(`overlap: ${named(a)} and ${named(b)}`);
    }
});
return [...faults];
