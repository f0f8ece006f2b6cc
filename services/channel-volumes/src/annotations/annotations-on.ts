import type { Annotation, Language, Note, Text } from '@csn/contracts';
import type { Queryable } from '@csn/service-kit';
import { type AnnotationScope, listAnnotationsOn } from './queries.ts';

/** An answer carries at most so many. */
const mostAnnotations = 100;

const more: Text = {
  en: 'More annotations bear on this than are shown; /v1/volumes/annotations lists all.',
  fr: 'Plus d’annotations s’y rapportent que celles qui sont montrées; /v1/volumes/annotations les liste toutes.',
};

/** The members that every answer over some days carries: what bears on them. */
export async function annotationsOn(db: Queryable, scope: AnnotationScope, language: Language): Promise<{ annotations: Annotation[]; notes: Note[] }> {
  const found = await listAnnotationsOn(db, scope, mostAnnotations + 1);
  return {
    annotations: found.slice(0, mostAnnotations),
    notes: found.length > mostAnnotations ? [{ code: 'more-annotations', text: more[language] }] : [],
  };
}
