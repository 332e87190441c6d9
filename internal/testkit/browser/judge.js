// Runs in the page, from outside, and returns a list of faults.
(() => {
  const faults = [];
  const root = document.documentElement;

  const overflow = (how) => {
    const over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return;
    // Name who sticks out: the innermost elements that reach past the edge and
    // are not inside a region that scrolls by itself.
    const scrolls = (e) => {
      for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) return true;
      }
      return false;
    };
    const out = [...document.body.querySelectorAll('*')].filter(
      (e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(e));
    const inner = out.filter((e) => !out.some((o) => o !== e && e.contains(o)));
    const names = inner.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' · ');
    faults.push(`scrolls sideways by ${over} px ${how} (WCAG 1.4.10): ${names}`);
  };

  overflow(`at ${root.clientWidth} px`);
  // The values of WCAG 1.4.12. A constructed sheet is not stopped by the policy.
  const spacing = new CSSStyleSheet();
  spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets.push(spacing);
  overflow(`at ${root.clientWidth} px with the reader's text spacing`);
  document.adoptedStyleSheets.splice(document.adoptedStyleSheets.indexOf(spacing), 1);

  const sets = new Map();
  for (const radio of document.querySelectorAll('input[type=radio]')) {
    const set = radio.closest('fieldset');
    const legend = set && set.querySelector(':scope > legend');
    if (!legend || !legend.textContent.trim()) {
      faults.push(`radio ${radio.name} is not in a fieldset with a legend (WCAG 1.3.1)`);
    } else if (sets.has(radio.name) && sets.get(radio.name) !== set) {
      faults.push(`radio ${radio.name} is spread over several fieldsets (WCAG 1.3.1)`);
    }
    sets.set(radio.name, set);
  }
  return [...new Set(faults)];
})()
