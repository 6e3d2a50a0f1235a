"use strict";
(() => {
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const page = document.documentElement;
const data = JSON.parse($("#data").textContent);

// --- language, colours, search, print: every page ---------------------------------------------------------------------

const kept = {
  get(name) { try { return localStorage.getItem("govplan-" + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("govplan-" + name, value); } catch { /* private window: not kept */ } },
};
function speak(language) {
  page.dataset.lang = language;
  page.lang = language === "en" ? "en" : "zh-Hant";
  translate(document);
}
/** Attributes, and texts that can hold no element, in the language of the page. */
function translate(root) {
  for (const name of ["title", "placeholder", "aria-label", "text"]) for (const each of all(`[data-${name}]`, root)) {
    const word = each.getAttribute("data-" + name).split("|")[page.dataset.lang === "en" ? 0 : 1];
    if (name === "text") each.textContent = word;
    else each.setAttribute(name, word);
  }
}
const isDark = () => (page.dataset.theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : page.dataset.theme === "dark");
speak(kept.get("language") || (/^zh/i.test(navigator.language) ? "zh" : "en"));
page.dataset.theme = kept.get("theme") || "auto";
$("#language").addEventListener("click", () => { speak(page.dataset.lang === "en" ? "zh" : "en"); kept.set("language", page.dataset.lang); });
$("#theme").addEventListener("click", () => { page.dataset.theme = isDark() ? "light" : "dark"; kept.set("theme", page.dataset.theme); });
addEventListener("beforeprint", () => { for (const each of all("details")) each.open = true; });

const search = $("#search");
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
// long lists lie folded in templates: the page can be read before all of them are there, which they are when nothing else is to do
function unfold(folded = all("template.folded")) {
  for (const each of folded) {
    const lines = [...each.content.children];
    translate(each.content);
    each.replaceWith(each.content);
    for (const line of lines) register($(".fact", line));
  }
}
const facts = [];
function register(fact) { if (fact && fact.dataset.f) facts[fact.dataset.f] = fact; }
(function whenIdle() {
  const next = $("template.folded");
  if (next) requestIdleCallback(() => { unfold([next]); whenIdle(); });
})();
addEventListener("beforeprint", () => unfold());

search.addEventListener("input", () => {
  unfold();
  const wanted = fold(search.value);
  for (const each of all(".row, #groups li")) each.hidden = wanted !== "" && !fold(each.textContent).includes(wanted);
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.closest("input, select, textarea")) { event.preventDefault(); search.focus(); }
});
if (!data.gold) return;

// --- facts and their text ---------------------------------------------------------------------------------------------

const source = $("#source"), groups = $("#groups");
for (const each of all(".fact")) register(each);
const marks = (number) => document.getElementsByClassName("f" + number);
const numbersOf = (mark) => [...mark.classList].filter((name) => /^f\d+$/.test(name)).map((name) => Number(name.slice(1)));
const shown = (number) => {
  if (!facts[number]) unfold();
  return facts[number] && !facts[number].closest(".group").hidden;
};
let selected = null, near = [];

// the boxes of a page are made when it comes near the reader, or when a fact on it is looked for
const waiting = new Map(all(".map").map((map) => [map.dataset.page, $("svg", map)]));
function draw(pages) {
  for (const number of pages.filter((each) => waiting.has(each))) {
    for (const [x, y, width, height, classes] of data.boxes[number]) {
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ x, y, width, height, class: "box " + classes })) box.setAttribute(name, value);
      if (selected !== null && box.classList.contains("f" + selected)) box.classList.add("lit");
      waiting.get(number).append(box);
    }
    waiting.delete(number);
  }
}
let pagesByFact = null;
/** The pages on which a fact stands. */
function pagesOf(number) {
  pagesByFact ??= Object.entries(data.boxes).reduce((found, [page, boxes]) => {
    for (const name of new Set(boxes.flatMap((box) => box[4].split(" ")))) found.set(name, [...(found.get(name) || []), page]);
    return found;
  }, new Map());
  return pagesByFact.get("f" + number) || [];
}
const coming = new IntersectionObserver((seen) => {
  draw(seen.filter((each) => each.isIntersecting).map((each) => each.target.dataset.page));
}, { root: source, rootMargin: "100%" });
for (const map of all(".map")) coming.observe(map);

function hover(numbers) {
  for (const each of near) each.classList.remove("near");
  near = numbers.flatMap((number) => [...marks(number), ...(facts[number] ? [facts[number]] : [])]);
  for (const each of near) each.classList.add("near");
}

function clear() {
  for (const each of all(".lit")) each.classList.remove("lit");
  if (selected !== null && facts[selected]) facts[selected].removeAttribute("aria-current");
  selected = null;
}

function select(number, { toText, toFact }) {
  clear();
  if (!facts[number]) unfold();
  selected = number;
  draw(pagesOf(number));
  const fact = facts[number], places = [...marks(number)];
  for (const each of places) each.classList.add("lit");
  if (!fact) return;
  if (!shown(number)) show("all");
  fact.closest("li").hidden = false;
  fact.setAttribute("aria-current", "true");
  const text = places.find((each) => each.classList.contains(source.classList.contains("pages-view") ? "box" : "m"));
  if (toText && text) text.scrollIntoView({ block: "center" });
  if (toFact) fact.scrollIntoView({ block: "center" });
  try { history.replaceState(null, "", "#" + fact.id); } catch { /* some browsers refuse it for files */ }
}

function show(kind) {
  source.dataset.show = kind;
  for (const chip of all(".chip[data-kind]")) chip.setAttribute("aria-pressed", String(chip.dataset.kind === kind));
  for (const group of all(".group")) group.hidden = kind !== "all" && group.dataset.kind !== kind;
}

/** The fact that a click on a stretch of text means: the innermost, and at each further click the next one around it. */
function meant(mark) {
  const numbers = numbersOf(mark), preferred = numbers.filter(shown);
  const from = preferred.length ? preferred : numbers, at = from.indexOf(selected);
  return from.at(at > 0 ? at - 1 : -1);
}

/** Goes from the fact that is lit to the next one in the text, or the one before. */
function selectAlong(step) {
  const list = all(".m", source).filter((mark) => numbersOf(mark).some(shown));
  let at = list.findIndex((mark) => mark.classList.contains("lit"));
  if (at < 0 && step < 0) return;
  do at += step; while (list[at] && list[at].classList.contains("lit"));
  if (list[at]) select(numbersOf(list[at]).filter(shown).at(-1), { toText: true, toFact: true });
}

for (const pane of [source, groups]) {
  pane.addEventListener("mouseover", (event) => {
    const mark = event.target.closest(".m, .box"), fact = event.target.closest(".fact");
    if (fact && fact.dataset.rule) fact.title = `${say("rule")}: ${fact.dataset.rule}`;
    hover(mark ? numbersOf(mark) : fact && fact.dataset.f ? [Number(fact.dataset.f)] : []);
  });
  pane.addEventListener("mouseleave", () => hover([]));
}
source.addEventListener("click", (event) => {
  const mark = event.target.closest(".m, .box");
  if (correcting && editPlace(event.target)) return;
  if (!mark || !getSelection().isCollapsed || !numbersOf(mark).length) return;
  select(meant(mark), { toFact: true, toText: mark.classList.contains("box") && !source.classList.contains("pages-view") });
  if (correcting && facts[selected]) editFact(facts[selected]);
});
groups.addEventListener("click", (event) => {
  const fact = event.target.closest(".fact");
  if (!fact) return;
  if (fact.dataset.f) select(Number(fact.dataset.f), { toText: true });
  if (correcting) editFact(fact);
});
$(".chips").addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip && chip.dataset.view) chip.setAttribute("aria-pressed", String(source.classList.toggle("pages-view")));
  else if (chip) show(chip.dataset.kind);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") { closeEditor(); closeAdder(); clear(); return; }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], fact = event.target.closest(".fact");
  if (step && fact) {
    event.preventDefault();
    const list = all(".fact").filter((each) => each.offsetParent);
    list[list.indexOf(fact) + step]?.focus();
  }
  const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (along && event.target === source) {
    event.preventDefault();
    selectAlong(along);
  }
  if (event.key === "Enter" && correcting && event.target.matches("td, th, figcaption")) { event.preventDefault(); editPlace(event.target); }
});
// an image that is not there leaves the schematic of its page
for (const image of all(".map img")) {
  image.addEventListener("error", () => image.closest(".map").classList.remove("drawn"));
  if (image.complete && !image.naturalWidth) image.closest(".map").classList.remove("drawn");
}
addEventListener("beforeprint", () => { draw([...waiting.keys()]); for (const image of all(".map img")) image.loading = "eager"; });

function follow() {
  const wanted = location.hash.slice(1);
  if (wanted && !document.getElementById(wanted)) unfold();
  const fact = wanted && document.getElementById(wanted);
  if (fact && fact.dataset.f) select(Number(fact.dataset.f), { toText: true, toFact: true });
}
addEventListener("hashchange", follow);
follow();

// --- correct and keep -------------------------------------------------------------------------------------------------

const { gold, words, signs } = data;
const PARTS = {
  outline: "outline", period: "periods", target: "targets", agency: "agencies", reference: "references",
  measure: "items", indicator: "items", strategy: "strategies",
};
const ADDABLE = ["outline", "period", "target", "agency", "reference", "indicator", "measure"];
const OPTIONS = {
  comparator: ["eq", "ge", "le", "gt", "lt", "between", "about"],
  periods: ["instant", "range", "deadline", "recurring", "duration"],
  role: ["lead", "support", "implementing", "participating", "supervising", "guidance", "coordinating", "contact"],
  references: ["law", "plan", "document-number", "meeting", "order", "guideline", "attachment", "url"],
  tables: Object.keys(words).filter((key) => key.startsWith("kind:")).map((key) => key.slice(5)),
};
const FIELDS = {
  document: { title: "wide", issuer: "text", year_roc: "number", start: "date", end: "date" },
  outline: { label: "text", restored: "text", level: "level", head: "wide" },
  periods: { text: "wide", kind: OPTIONS.periods, start: "date", end: "date", rrule: "text" },
  targets: { text: "wide", comparator: OPTIONS.comparator, value: "needed", value_max: "number", unit: "text", year: "year" },
  agencies: { name: "wide", role: OPTIONS.role, role_text: "text" },
  references: { text: "wide", kind: OPTIONS.references, date: "date", title: "text" },
  tables: { text: "wide", kind: OPTIONS.tables },
  strategies: { label: "text", text: "wide" },
  measure: { measure_label: "text", measure: "wide" },
  indicator: { indicator_label: "text", indicator: "wide", definition: "wide", method: "wide", weight: "number" },
  inner: { text: "wide" },
  cell: { cell: "area" },
  column: { column: "text" },
};
const EMPTY = {
  outline: (text) => ({ level: 1, label: "", restored: null, head: text.replace(/\s+/g, "").slice(0, 12) }),
  periods: (text) => ({ text, start: null, end: null, kind: "instant" }),
  targets: (text) => ({ text, comparator: "eq", value: null, value_max: null, unit: null, year: null }),
  agencies: (text) => ({ role: "implementing", role_text: null, name: text }),
  references: (text) => ({ text, kind: "law", date: null, title: null }),
  indicator: (text) => ({ strategies: [], indicator_label: "", indicator: text, periods: [], agencies: [], targets: [] }),
  measure: (text) => ({ strategies: [], measure_label: "", measure: text, periods: [], agencies: [], targets: [] }),
};
const fieldsOf = (part, entry) => FIELDS[part !== "items" ? part : "measure" in entry ? "measure" : "indicator" in entry ? "indicator" : "inner"];
const SPELLED = { kind: ["reference:"], role: ["agency:"] };  // prefixes of the words for a field's values
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const visible = (text) => text.replace(INVISIBLE, (c) => "\u27e8U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "\u27e9");
const entries = new Map(), gone = new Set(), changed = new Set();
let correcting = false, editor = null, adder = null, saved = true;

const say = (key) => (words[key] ? (page.dataset.lang === "en" ? words[key][0] : words[key][1]) : key);
const nameOf = (field, value) => {
  const key = [...(SPELLED[field] || []), "kind:", ""].map((prefix) => prefix + value).find((each) => words[each]);
  return field === "comparator" ? { eq: "=", between: "–" }[value] || signs[value].trim() : key ? say(key) : value;
};
function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

$("#correct").addEventListener("click", () => {
  unfold();
  correcting = !correcting;
  document.body.classList.toggle("correcting", correcting);
  $("#correct").setAttribute("aria-pressed", String(correcting));
  $("#keep").hidden = $("#edit-plan").hidden = !correcting;
  if (!entries.size) for (const each of all(".fact[data-gold], #edit-plan")) entries.set(each, at(each.dataset.gold));
  for (const each of all("#source :is(td, th, figcaption)")) each.tabIndex = correcting ? 0 : -1;
  if (!correcting) { closeEditor(); closeAdder(); }
});
const at = (path) => path.split(".").reduce((value, key) => value[key], gold);

/** A form for some fields; apply is given what was entered, remove is offered where it is given. */
function openEditor(host, fields, values, apply, remove, isGone) {
  closeEditor();
  const inputs = Object.entries(fields).map(([name, type]) => [name, input(name, type, values[name])]);
  editor = make("form", { className: "editor" });
  for (const [name, control] of inputs) {
    const label = make("label", {}, say("f_" + name), control);
    if (["wide", "area"].includes(fields[name])) label.className = "wide";
    editor.append(label);
  }
  const buttons = make("div", { className: "buttons" }, make("button", { type: "submit", textContent: say("save") }));
  buttons.append(make("button", { type: "button", textContent: say("cancel"), onclick: () => closeEditor() }));
  if (remove) buttons.append(make("button", { type: "button", textContent: say(isGone ? "restore" : "remove"), onclick: () => { remove(); closeEditor(); } }));
  editor.append(buttons);
  editor.addEventListener("submit", (event) => {
    event.preventDefault();
    const entered = Object.fromEntries(inputs.map(([name, control]) => [name, valueOf(control)]));
    if (entered.start && entered.end && entered.start > entered.end) {
      const last = inputs.find(([name]) => name === "end")[1];
      last.setCustomValidity(entered.start + " > " + entered.end);
      last.reportValidity();
      last.addEventListener("input", () => last.setCustomValidity(""), { once: true });
      return;
    }
    apply(entered);
    closeEditor();
  });
  editor.addEventListener("click", (event) => event.stopPropagation());
  host.append(editor);
  editor.scrollIntoView({ block: "nearest" });
  inputs[0][1].focus();
}
function closeEditor() { editor?.remove(); editor = null; }

function input(name, type, value) {
  if (Array.isArray(type)) {
    const options = type.includes(value) || value == null ? type : [...type, value];
    return make("select", { name }, ...options.map((each) => make("option", { value: each, textContent: nameOf(name, each), selected: each === value })));
  }
  if (type === "area") return make("textarea", { name, rows: 4, value: value ?? "" });
  const made = make("input", { name, type: { date: "date", number: "number", needed: "number", level: "number", year: "number" }[type] || "text" });
  if (made.type === "number") made.step = ["level", "year"].includes(type) ? "1" : "any";
  if (type === "level") Object.assign(made, { min: "1", max: "12", required: true });
  if (type === "needed") made.required = true;
  made.value = value ?? "";
  return made;
}
const valueOf = (control) => (control.value === "" ? (/label$|^cell$/.test(control.name) ? "" : null) : control.type === "number" ? Number(control.value) : control.value);

function note(part, key, element) {
  changed.add(key);
  saved = false;
  element.classList.add("changed");
  $(`#keep [value="${part === "strategies" ? "items" : part}"]`).checked = true;
  refresh();
}
function refresh() {
  $("#changes").value = changed.size;
  $("#download").disabled = !$("#keep [name=part]:checked");
}

function editFact(fact) {
  const part = PARTS[fact.dataset.kind || Object.keys(PARTS).find((kind) => fact.classList.contains(kind))];
  if (!part) { closeEditor(); return; }
  const entry = entries.get(fact) || EMPTY[part]($(".words", fact).textContent);
  openEditor(fact.closest("li"), fieldsOf(part, entry), entry, (entered) => {
    if (!entries.has(fact)) gold[part].push(entry);
    entries.set(fact, entry);
    Object.assign(entry, entered);
    if ("rrule" in entry && !entry.rrule) delete entry.rrule;
    gone.delete(entry);
    fact.classList.remove("gone");
    redraw(fact, entry);
    note(part, entry, fact);
  }, entries.has(fact) && (() => {
    if (!gone.delete(entry)) gone.add(entry);
    fact.classList.toggle("gone", gone.has(entry));
    note(part, entry, fact);
  }), gone.has(entry));
}

/** Shows an entry's values in its line of the list. */
function redraw(fact, entry) {
  const put = (name, tag, text) => {
    const line = $(".line", fact);
    const own = $("." + name, fact) || (text && (tag === "span" ? fact.appendChild(make(tag, { className: name })) : line.insertBefore(make(tag, { className: name }), $(".words", line))));
    if (own) own.textContent = visible(text || "");
  };
  const label = entry.label ?? entry.measure_label ?? entry.indicator_label;
  if (label !== undefined) put("label", "b", label);
  if ("head" in entry) put("restored", "i", entry.restored);
  if (!("head" in entry) || !$(".words", fact).textContent.replace(/\s+/g, "").startsWith(entry.head || "")) put("words", "bdi", entry.measure ?? entry.indicator ?? entry.text ?? entry.head ?? entry.name);
  if ("comparator" in entry) put("reading", "span", signs[entry.comparator] + entry.value + (entry.value_max === null ? "" : "–" + entry.value_max) + " " + (entry.unit || ""));
  if ("start" in entry) put("reading", "span", entry.start === entry.end ? entry.start : `${entry.start || "…"} – ${entry.end || "…"}`);
  if ("role" in entry) put("term", "span", nameOf("role", entry.role));
}

$("#edit-plan").addEventListener("click", (event) => {
  const entry = gold.document, button = event.currentTarget, days = entry.period || {};
  openEditor($("#plan-data"), FIELDS.document, { ...entry, start: days.start, end: days.end }, ({ start, end, ...entered }) => {
    Object.assign(entry, entered, { period: start || end ? { start, end } : null });
    note("document", entry, button);
  });
});

/** Opens the editor of a cell, a column's role or a table; false where the click meant none of them. */
function editPlace(target) {
  if (target.closest(".editor")) return true;
  if (!getSelection().isCollapsed) return false;
  const place = target.closest("td, th, figcaption");
  if (!place || !place.dataset.gold) return false;
  const path = place.dataset.gold.split("."), table = gold.tables[path[1]];
  if (path.length === 2) editTable(place, table);
  else if (path[2] === "columns") editColumn(place, table, Number(path[3]));
  else editCell(place, table, Number(path[3]), Number(path[4]));
  return true;
}
function editCell(place, table, row, column) {
  openEditor(place, FIELDS.cell, { cell: table.grid[row][column] }, ({ cell }) => {
    for (let r = row; r < row + place.rowSpan; r++) for (let c = column; c < column + place.colSpan; c++) table.grid[r][c] = cell;
    place.replaceChildren(visible(cell));
    note("tables", place, place);
  });
}
function editColumn(place, table, column) {
  openEditor(place, FIELDS.column, { column: table.columns[column] }, (entered) => {
    table.columns[column] = entered.column || "other";
    place.replaceChildren(visible(table.columns[column]));
    note("tables", place, place);
  });
  $("input", editor).setAttribute("list", "roles");
}
function editTable(place, table) {
  openEditor(place, FIELDS.tables, { text: table.caption, kind: table.kind }, ({ text, kind }) => {
    Object.assign(table, { caption: text, kind });
    place.replaceChildren(visible(text || ""), " ", make("small", { textContent: nameOf("kind", kind) }));
    note("tables", table, place);
  }, () => {
    if (!gone.delete(table)) gone.add(table);
    place.closest("figure").classList.toggle("gone", gone.has(table));
    note("tables", table, place);
  }, gone.has(table));
}
const columns = Object.keys(words).filter((key) => key.startsWith("column:")).map((key) => make("option", { value: key.slice(7) }));
document.body.append(make("datalist", { id: "roles" }, ...columns));

// words selected in the text become a new fact
document.addEventListener("selectionchange", () => {
  const selection = getSelection(), text = selection.toString().trim();
  if (!correcting || !text || selection.isCollapsed || !source.contains(selection.anchorNode) || editor?.contains(selection.anchorNode)) { closeAdder(); return; }
  openAdder(selection.getRangeAt(0).cloneRange(), text);
});
function closeAdder() { adder?.remove(); adder = null; }
function openAdder(range, text) {
  closeAdder();
  adder = make("div", { className: "adder" }, say("add"));
  for (const kind of ADDABLE) {
    adder.append(make("button", { type: "button", textContent: say(kind), onmousedown: (event) => event.preventDefault(), onclick: () => add(kind, PARTS[kind], range, text) }));
  }
  const box = range.getBoundingClientRect();
  adder.style.left = Math.max(8, Math.min(box.left, innerWidth - 380)) + "px";
  adder.style.top = Math.max(8, Math.min(box.bottom + 8, innerHeight - 60)) + "px";
  document.body.append(adder);
}
function add(kind, part, range, text) {
  const before = kind === "outline" ? headingBefore(range) : null;
  const entry = (EMPTY[kind] || EMPTY[part])(text), fact = make("button", { type: "button", className: "fact " + kind });
  fact.dataset.kind = kind;
  const small = make("small", {}, say("added"));
  fact.append(make("span", { className: "line" }, make("b", { className: "label" }), make("bdi", { className: "words", textContent: visible(text) })), small);
  const line = make("li", {}, fact), list = listOf(kind);
  if (before) before.closest("li").after(line);
  else if (kind === "outline") list.prepend(line);
  else list.append(line);
  if (kind === "outline" && before) entry.level = entries.get(before).level;
  gold[part].splice(kind === "outline" ? gold[part].indexOf(before && entries.get(before)) + 1 : gold[part].length, 0, entry);
  entries.set(fact, entry);
  redraw(fact, entry);
  note(part, entry, fact);
  getSelection().removeAllRanges();
  closeAdder();
  show("all");
  editFact(fact);
  fact.scrollIntoView({ block: "nearest" });
}
function listOf(kind) {
  const name = PARTS[kind] === "items" ? "tree" : kind, group = $(`.group[data-kind="${name}"] ol`);
  if (group) return group;
  const made = make("section", { className: "group" }, make("h2", { textContent: say(name) }), make("ol"));
  made.dataset.kind = name;
  groups.append(made);
  return made.lastChild;
}
/** The fact of the last heading whose words stand before the range. */
function headingBefore(range) {
  const before = all(".m.outline", source).filter((mark) => range.comparePoint(mark, 0) < 0 && !mark.contains(range.startContainer)).at(-1);
  const number = before && numbersOf(before).filter((each) => facts[each]?.classList.contains("outline")).at(-1);
  return number === undefined || number === null ? null : facts[number];
}

/** An item as the file has it: the corrected entries in place of their places, what was removed left out. */
const HELD = { periods: ["text", "start", "end"], agencies: ["role", "role_text", "name"], targets: ["text", "comparator", "value", "value_max", "unit", "year"] };
function resolved({ strategies = [], ...item }) {
  const chain = strategies.map(at).filter((each) => !gone.has(each)), result = {};
  if (chain.length) Object.assign(result, { strategy: chain[0].text, strategy_label: chain[0].label });
  if (chain.length > 1) result.approach = chain.at(-1).text;
  for (const [key, value] of Object.entries(item)) {
    const names = HELD[key];
    if (names) result[key] = value.map(at).filter((each) => !gone.has(each)).map((each) => Object.fromEntries(names.map((name) => [name, each[name] ?? null])));
    else result[key] = key === "indicators" ? value.filter((each) => !gone.has(each)).map(resolved) : value;
  }
  return result;
}

$("#keep").addEventListener("change", refresh);
$("#keep").addEventListener("submit", (event) => {
  event.preventDefault();
  const parts = all("#keep [name=part]:checked").map((each) => each.value);
  const result = { source: gold.source, sha256: gold.sha256, scope: gold.scope };
  for (const part of parts) result[part] = Array.isArray(gold[part]) ? gold[part].filter((entry) => !gone.has(entry)) : gold[part];
  if (parts.includes("tables")) result.tables_complete = true;
  if (parts.includes("items")) result.items = result.items.map(resolved);
  const url = URL.createObjectURL(new Blob([JSON.stringify(result, null, 1) + "\n"], { type: "application/json" }));
  make("a", { href: url, download: data.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  saved = true;
});
addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });
})();
