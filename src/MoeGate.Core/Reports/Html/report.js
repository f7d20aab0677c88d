"use strict";
(() => {
  const find = id => document.getElementById(id);
  const make = (name, text, style) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (style) element.className = style;
    return element;
  };
  const data = JSON.parse(find("data").textContent);

  // The theme: the system's, until somebody chooses.
  const root = document.documentElement, theme = find("theme"), system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  const name = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
  system.addEventListener("change", name);
  name();

  // A link to something that is folded away opens it.
  const open = () => {
    const target = location.hash.length > 1 && find(location.hash.slice(1));
    const folded = target && target.closest("details");
    if (folded && !folded.open) { folded.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();

  // Readings: titles become a label at the mark under the pointer, or at the one that arrow keys have reached.
  const tip = find("tip");
  const say = (text, box) => {
    tip.textContent = text;
    tip.className = "on";
    const own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), root.clientWidth - own.width - 8);
    const above = box.top - own.height - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 4 ? above : box.bottom + 8}px`;
  };
  const hush = () => { tip.className = ""; };
  addEventListener("scroll", hush, { passive: true });
  addEventListener("keydown", e => { if (e.key === "Escape") hush(); });

  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], Home: [-Infinity, 0], End: [Infinity, 0] };
  const within = (number, count) => Math.min(Math.max(0, number), count - 1);

  for (const chart of document.querySelectorAll("svg[role=img]")) {
    if (chart.dataset.map) continue;
    const marks = [...chart.querySelectorAll(".mark")];
    if (chart.classList.contains("curve")) marks.push(chart);
    for (const mark of marks) {
      const title = mark.querySelector(":scope > title");
      mark.says = title.textContent;
      title.remove();
      const show = e => {
        const at = mark.querySelector("circle, rect");
        say(mark.says, at && !mark.classList.contains("line") ? at.getBoundingClientRect() : { left: e.clientX, width: 0, top: e.clientY, bottom: e.clientY });
        mark.classList.add("at");
      };
      mark.addEventListener("pointerenter", show);
      mark.addEventListener("pointerleave", () => { hush(); mark.classList.remove("at"); });
    }
    let reached = -1;
    const leave = () => { if (reached >= 0) marks[reached].classList.remove("at"); };
    chart.addEventListener("keydown", e => {
      const step = steps[e.key];
      if (!step || marks.length === 0 || marks[0] === chart) return;
      e.preventDefault();
      leave();
      reached = within(reached + step[0] + step[1], marks.length);
      marks[reached].classList.add("at");
      const at = marks[reached].querySelector("circle, rect") || marks[reached];
      say(marks[reached].says, at.getBoundingClientRect());
    });
    chart.addEventListener("blur", () => { leave(); hush(); });
  }

  for (const group of document.querySelectorAll(".panels.small")) {
    const curves = [...group.querySelectorAll(".curve")];
    let reached = -1;
    const leave = () => { hush(); if (reached >= 0) curves[reached].classList.remove("at"); };
    group.addEventListener("keydown", e => {
      const step = steps[e.key];
      if (!step) return;
      e.preventDefault();
      leave();
      reached = within(reached + step[0] + step[1], curves.length);
      const curve = curves[reached];
      curve.classList.add("at");
      curve.scrollIntoView({ block: "nearest" });
      // To scroll hushes, in the frame that shows it.
      requestAnimationFrame(() => { if (curve.classList.contains("at")) say(curve.says, curve.getBoundingClientRect()); });
    });
    group.addEventListener("blur", leave);
  }

  // Maps: the cell is computed from where the pointer is, for there is no element for each.
  const space = "http://www.w3.org/2000/svg";
  for (const map of document.querySelectorAll("svg[data-map]")) {
    const rows = data.maps[map.dataset.map], columns = Number(map.dataset.columns);
    const frame = map.appendChild(document.createElementNS(space, "rect"));
    frame.setAttribute("class", "cursor");
    let column = 0, row = 0;
    const show = () => {
      const [layer, values, kept] = rows[row];
      const box = map.getBoundingClientRect();
      const width = box.width / columns, height = box.height / rows.length;
      for (const [key, value] of [["x", 100 * column / columns], ["y", 100 * row / rows.length], ["width", 100 / columns], ["height", 100 / rows.length]]) frame.setAttribute(key, `${value}%`);
      frame.classList.add("on");
      const says = column < values.length ? `${layer}, expert ${column}: ${values[column]} × the mean${kept ? kept[column] === "1" ? ", kept" : ", pruned" : ""}` : `${layer} has ${values.length} experts`;
      say(says, { left: box.left + column * width, width, top: box.top + row * height, bottom: box.top + (row + 1) * height });
    };
    const leave = () => { hush(); frame.classList.remove("on"); };
    map.addEventListener("pointermove", e => {
      const box = map.getBoundingClientRect();
      column = within(Math.floor((e.clientX - box.left) / box.width * columns), columns);
      row = within(Math.floor((e.clientY - box.top) / box.height * rows.length), rows.length);
      show();
    });
    map.addEventListener("pointerleave", leave);
    map.addEventListener("keydown", e => {
      const step = steps[e.key];
      if (!step) return;
      e.preventDefault();
      if (frame.classList.contains("on")) {
        column = within(column + step[0], columns);
        row = within(row + step[1], rows.length);
      }
      show();
      // A map that is wider than the window follows its cursor.
      const wide = map.closest(".wide"), [at, view] = [frame.getBoundingClientRect(), wide.getBoundingClientRect()];
      const past = at.left < view.left ? at.left - view.left - 48 : at.right > view.right ? at.right - view.right + 48 : 0;
      if (past !== 0) {
        wide.scrollLeft += past;
        show();
      }
    });
    map.addEventListener("blur", leave);
  }

  // The table: all rows are numbers into the data, a page of them is in the document.
  const table = find("figures"), body = table.tBodies[0], size = Number(table.dataset.rows), count = data.metric.length;
  const filter = find("filter"), scope = find("scope"), gaps = find("gaps");
  const words = data.metric.map((m, i) => `${data.subjects[data.subject[i]][0]} ${data.metrics[m][0]} ${data.notes[data.note[i]]}`.toLowerCase());
  const order = new Map([...data.metrics.keys()].sort((a, b) => data.metrics[a][0] < data.metrics[b][0] ? -1 : 1).map((m, i) => [m, i]));
  const keys = [i => data.subject[i], i => order.get(data.metric[i]), i => data.value[i], i => data.chance[i], i => data.baseline[i] ?? null, i => data.notes[data.note[i]]];
  let sorted = null, page = 0, rows = [];

  const bytes = number => {
    for (const [unit, worth] of [["TiB", 2 ** 40], ["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 1024]])
      if (Math.abs(number) >= worth) return `${Math.round(100 * number / worth) / 100} ${unit}`;
    return `${number} B`;
  };
  const figure = (number, unit) => number === null || number === undefined ? "" : unit === "B" ? bytes(number) : unit ? `${number} ${unit}` : String(number);

  const draw = () => {
    const first = page * size;
    body.replaceChildren(...rows.slice(first, first + size).map(i => {
      const [metric, unit] = data.metrics[data.metric[i]];
      const row = make("tr");
      row.append(make("td", data.subjects[data.subject[i]][0]), make("td", metric));
      for (const column of [data.value, data.chance, data.baseline]) row.append(make("td", figure(column[i], unit), "r"));
      row.append(make("td", data.notes[data.note[i]]));
      return row;
    }));
    const pages = Math.max(1, Math.ceil(rows.length / size));
    find("place").textContent = `page ${page + 1} of ${pages}`;
    find("back").disabled = page === 0;
    find("on").disabled = page + 1 >= pages;
    find("count").textContent = `${rows.length === count ? "" : `${rows.length.toLocaleString("en")} of `}${count.toLocaleString("en")} measurements`;
  };

  const select = () => {
    const asked = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows = [];
    for (let i = 0; i < count; i++) {
      if (scope.value && data.subjects[data.subject[i]][1] !== scope.value) continue;
      if (gaps.checked && data.value[i] !== null) continue;
      if (asked.every(word => words[i].includes(word))) rows.push(i);
    }
    if (sorted) {
      const { key, sign } = sorted;
      rows.sort((a, b) => {
        const [one, other] = [key(a), key(b)];
        if (one === null || other === null) return (one === null) - (other === null) || a - b;
        return one < other ? -sign : one > other ? sign : a - b;
      });
    }
    page = 0;
    draw();
  };

  for (const name of [...new Set(data.subjects.map(s => s[1]))].sort()) scope.append(make("option", name));
  for (const control of [filter, scope, gaps]) control.addEventListener("input", select);
  [...table.tHead.rows[0].cells].forEach((cell, i) => {
    const button = make("button", cell.textContent);
    button.type = "button";
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = cell.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", up ? "ascending" : "descending");
      sorted = { key: keys[i], sign: up ? 1 : -1 };
      select();
    });
  });
  const turn = by => { page += by; draw(); table.parentElement.scrollTop = 0; };
  find("back").addEventListener("click", () => turn(-1));
  find("on").addEventListener("click", () => turn(1));
  for (const hidden of document.querySelectorAll("#measurements [hidden]")) hidden.hidden = false;
  select();

  // What is folded away on a screen is read on paper.
  addEventListener("beforeprint", () => { for (const folded of document.querySelectorAll("details")) folded.open = true; });
})();
