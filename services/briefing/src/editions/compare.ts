import type { Figure, NetworkUpdate } from '@csn/contracts';

/** A figure with its place in an update. */
export interface PlacedFigure {
  readonly section: string;
  readonly statement: string;
  readonly figure: Figure;
}

export function figuresIn(update: NetworkUpdate): PlacedFigure[] {
  return update.sections.flatMap((section) =>
    section.statements.flatMap((statement) => statement.figures.map((figure) => ({ section: section.id, statement: statement.id, figure }))),
  );
}

interface FigureDifference {
  readonly section: string;
  readonly statement: string;
  readonly figure: string;
  readonly value: number | string | null;
  readonly other: number | string | null;
}

/** The figures that differ between two updates, also those that only one of them has. */
export function differencesBetween(one: NetworkUpdate, other: NetworkUpdate): FigureDifference[] {
  const left = byPlace(one);
  const right = byPlace(other);
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [a, b] = [left.get(key), right.get(key)];
    const place = a ?? b;
    if (!place || a?.figure.value === b?.figure.value) return [];
    return [{ section: place.section, statement: place.statement, figure: place.figure.name, value: a?.figure.value ?? null, other: b?.figure.value ?? null }];
  });
}

function byPlace(update: NetworkUpdate): Map<string, PlacedFigure> {
  return new Map(figuresIn(update).map((placed) => [`${placed.section}\n${placed.statement}\n${placed.figure.name}`, placed]));
}
