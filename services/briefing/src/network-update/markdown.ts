import type { NetworkUpdate, Section } from '@csn/contracts';

const words = {
  en: { notes: 'Notes', illustrative: 'illustrative' },
  fr: { notes: 'Notes', illustrative: 'illustratif' },
} as const;

/** The update as Markdown; sentences with illustrative figures are marked. */
export function toMarkdown(update: NetworkUpdate): string {
  return [`# ${update.title}`, ...update.sections.map((section) => sectionText(section, update.language)), ''].join('\n\n');
}

function sectionText(section: Section, language: NetworkUpdate['language']): string {
  const lines = [`## ${section.title}`, ''];
  if (!section.available) return [...lines, `> ${section.unavailable}`].join('\n');
  for (const { text, figures } of section.statements) {
    const marked = figures.some((figure) => figure.quality === 'illustrative') ? ` _(${words[language].illustrative})_` : '';
    lines.push(`- ${escape(text)}${marked}`);
  }
  if (section.notes.length) lines.push('', `**${words[language].notes}**`, '', ...section.notes.map((note) => `- ${escape(note.text)}`));
  return lines.join('\n');
}

function escape(text: string): string {
  return text.replaceAll(/([\\*_[\]<>#`])/g, '\\$1');
}
