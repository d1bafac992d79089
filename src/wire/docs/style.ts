/** The reference's style sheet: system fonts, light and dark, readable in print. */
export const STYLE = `:root { color-scheme: light dark; --text: #1d2430; --soft: #5a6576; --line: #d8dee8; --panel: #f5f7fa; --page: #fff; --accent: #0b5cad; --good: #19713a; --warn: #8a5300; --bad: #a8231f; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --soft: #9aa6b8; --line: #313a48; --panel: #1a212b; --page: #12171e; --accent: #6db3ff; --good: #6fcf8e; --warn: #e3ae57; --bad: #ff8a80; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 6rem; }
body { margin: 0; color: var(--text); background: var(--page); font: 15px/1.5 system-ui, sans-serif; }
code, pre, textarea, .path, .type { font-family: ui-monospace, Consolas, Menlo, monospace; font-size: 0.92em; }
a { color: var(--accent); }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; padding: 0.6rem 1.2rem; background: var(--panel); border-bottom: 1px solid var(--line); }
header .pages { margin-right: auto; }
header label { display: flex; gap: 0.4rem; align-items: center; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 4px; padding: 0.25rem 0.5rem; }
button { cursor: pointer; border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 4rem; align-self: start; max-height: calc(100vh - 4rem); overflow: auto; padding: 1rem 1.2rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0 0 0.6rem; padding: 0; }
nav li a { display: block; text-decoration: none; padding: 0.1rem 0; }
nav summary { cursor: pointer; font-weight: 600; }
main { padding: 1rem 2rem 6rem; max-width: 72rem; }
section.tag { margin-top: 3rem; }
details.operation { border: 1px solid var(--line); border-radius: 6px; margin: 0.6rem 0; }
details.operation > summary { display: flex; flex-wrap: wrap; gap: 0.2rem 0.8rem; align-items: baseline; padding: 0.5rem 0.8rem; cursor: pointer; list-style: none; }
details.operation[open] > summary { border-bottom: 1px solid var(--line); background: var(--panel); }
details.operation > div { padding: 0.4rem 1rem 1rem; }
.method { min-width: 4.2rem; font-weight: 700; }
.get { color: var(--accent); } .post { color: var(--good); } .put, .patch { color: var(--warn); } .delete { color: var(--bad); }
.summary { color: var(--soft); margin-left: auto; }
.deprecated .path { text-decoration: line-through; }
.notice { border-left: 4px solid var(--warn); padding: 0.4rem 0.8rem; background: var(--panel); }
.failed { border-color: var(--bad); }
h4 { margin: 1.2rem 0 0.3rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); }
td p { margin: 0; }
.type, .mark { color: var(--soft); }
.mark { font-size: 0.85em; }
.required { color: var(--bad); }
pre { overflow: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 0.6rem; margin: 0.3rem 0; }
form.try { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.8rem; margin-top: 1rem; }
form.try label { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 0.6rem; margin: 0.25rem 0; }
form.try textarea { width: 100%; min-height: 9rem; }
output { display: block; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 60rem) { .columns { grid-template-columns: 1fr; } nav { position: static; max-height: 40vh; } main { padding: 1rem; } }
@media print { header, nav, form.try { display: none; } .columns { display: block; } }
`
