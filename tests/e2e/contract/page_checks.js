/* Run in the page by test_status_page.py; the value is a list of what is wrong, empty if nothing. */
(() => {
    const wrong = [];
    const seen = (element) => element.getClientRects().length > 0 &&
        getComputedStyle(element).visibility !== "hidden";
    const say = (element, what) =>
        wrong.push(`${what}: <${element.tagName.toLowerCase()}> ${element.textContent.trim().slice(0, 40)}`);

    if (!["vi", "en"].includes(document.documentElement.lang)) wrong.push("html has no language");
    if (document.title.trim() === "") wrong.push("no title");
    if (document.querySelector("script, [style], [onclick]")) wrong.push("script or style inside");

    for (const landmark of ["header", "main", "footer"]) {
        if (document.querySelectorAll(`body > ${landmark}`).length !== 1) wrong.push(`no one ${landmark}`);
    }
    let level = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
        const next = Number(heading.tagName[1]);
        if (next > level + 1 || (next === 1 && level > 0)) say(heading, `level ${next} after ${level}`);
        level = next;
    }
    if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size !== ids.length) wrong.push("an id stands there twice");

    for (const input of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
        if (input.labels.length === 0 || input.labels[0].textContent.trim() === "") say(input, "no label");
        if (input.type === "radio" && !input.closest("fieldset")?.querySelector("legend")?.textContent.trim()) {
            say(input, "no legend");
        }
    }
    /* 44 CSS pixels: WCAG 2.2, 2.5.5 (AAA); AA asks for 24. A radio button's label is its target. */
    for (const target of document.querySelectorAll("a, button, label:has(input)")) {
        const box = target.getBoundingClientRect();
        if (seen(target) && (box.width < 44 || box.height < 44)) say(target, `${box.width}x${box.height}`);
    }

    /* Contrast, WCAG 2.2, 1.4.3: against the nearest background behind the text. */
    const channels = (color) => color.match(/[\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((c) => c / 255)
            .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const color = channels(getComputedStyle(at).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
            if (color[3] !== 0) wrong.push("a background one can see through");
        }
        return [255, 255, 255];
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let texts = 0;
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (walker.currentNode.textContent.trim() === "" || !seen(element)) continue;
        const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) say(element, `contrast ${ratio.toFixed(2)}`);
        texts++;
    }
    if (texts < 5) wrong.push("hardly any text");

    /* Reflow, 1.4.10: no scrolling to the side. */
    const width = document.scrollingElement.clientWidth;
    if (document.scrollingElement.scrollWidth > width) wrong.push("wider than the window");
    for (const element of document.querySelectorAll("body *")) {
        const box = element.getBoundingClientRect();
        if (seen(element) && box.right > width + 0.5) say(element, "sticks out to the right");
    }
    return wrong;
})()
