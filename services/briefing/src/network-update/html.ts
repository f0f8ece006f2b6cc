import type { Figure, NetworkUpdate, Section, Statement } from '@csn/contracts';

const words = {
  en: { notes: 'Notes', illustrative: 'illustrative', built: 'Built', source: 'Where the figure comes from' },
  fr: { notes: 'Notes', illustrative: 'illustratif', built: 'Établie le', source: 'D’où vient le chiffre' },
} as const;

const style = `
:root { color-scheme: light dark; --line: #8886; }
body { font: 1.0625rem/1.6 "Noto Sans", system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.75rem; line-height: 1.25; border-bottom: .25rem solid #af3c43; padding-bottom: .5rem; }
h2 { font-size: 1.25rem; margin-top: 2rem; }
h3 { font-size: 1rem; margin: 0; }
li { margin: .35rem 0; }
a.figure { font-weight: 600; font-variant-numeric: tabular-nums; color: inherit; text-decoration-color: var(--line); }
.notes { border-left: .25rem solid var(--line); padding-left: 1rem; font-size: .9375rem; }
.missing { border: 1px solid #af3c43; padding: .75rem 1rem; }
@media print { body { margin: 0; max-width: none; } section { break-inside: avoid; } a.figure { text-decoration: none; } }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }`;

/** The update as a page that people read and print: each figure is a link to the call that gives it. No script, nothing from outside. */
export function toHtml(update: NetworkUpdate): string {
  const { language } = update;
  return `<!doctype html>
<html lang="${language}-CA"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(update.title)}</title><style>${style}</style></head>
<body><main><h1>${escape(update.title)}</h1>
${update.sections.map((section) => sectionHtml(section, language)).join('\n')}
<footer><p><small>${words[language].built} <time datetime="${update.builtAt}">${update.builtAt}</time></small></p></footer></main></body></html>
`;
}

function sectionHtml(section: Section, language: NetworkUpdate['language']): string {
  const heading = `<section aria-labelledby="${section.id}"><h2 id="${section.id}">${escape(section.title)}</h2>`;
  if (!section.available) return `${heading}<p class="missing" role="alert">${escape(section.unavailable ?? '')}</p></section>`;
  const notes = section.notes.length
    ? `<div class="notes"><h3>${words[language].notes}</h3><ul>${section.notes.map((note) => `<li>${escape(note.text)}</li>`).join('')}</ul></div>`
    : '';
  return `${heading}<ul>${section.statements.map((statement) => `<li>${statementHtml(statement, language)}</li>`).join('')}</ul>${notes}</section>`;
}

/** The sentence with each figure's own text turned into its link, from left to right. */
function statementHtml(statement: Statement, language: NetworkUpdate['language']): string {
  let html = '';
  let rest = statement.text;
  const open = [...statement.figures];
  while (open.length) {
    const places = open.map((figure, index) => ({ place: rest.indexOf(figure.text), index })).filter(({ place }) => place >= 0);
    const next = places.sort((a, b) => a.place - b.place)[0];
    if (!next) break;
    const [figure] = open.splice(next.index, 1) as [Figure];
    html += escape(rest.slice(0, next.place)) + figureHtml(figure, language);
    rest = rest.slice(next.place + figure.text.length);
  }
  return html + escape(rest);
}

function figureHtml(figure: Figure, language: NetworkUpdate['language']): string {
  const mark = figure.quality === 'illustrative' ? ` <em>(${words[language].illustrative})</em>` : '';
  return `<a class="figure" href="${escape(figure.href)}" title="${words[language].source}">${escape(figure.text)}</a>${mark}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
