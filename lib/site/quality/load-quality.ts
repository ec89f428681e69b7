import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lineIn, readYaml } from '../../shared/read-yaml.ts';
import { issueText } from '../issue-text.ts';
import { pathText } from '../path-text.ts';
import { readSiteFile } from '../safe-file.ts';
import type { Site } from '../site.ts';
import type { SiteProblem } from '../site-problem.ts';
import { contradictionsIn, type QualityFile } from './contradictions.ts';
import { type Quality, qualityFileSchema } from './schema.ts';

export type LoadedQuality =
  | { readonly ok: true; readonly quality: Quality }
  | { readonly ok: false; readonly problems: readonly SiteProblem[] };

const FOLDER = 'quality';

/**
 * Reads the files of a site's folder `quality`, and gives all problems at once, each with its file, line and place. A site
 * without the folder has no materials and no test systems.
 */
export function loadQuality(directory: string, { sources }: Pick<Site, 'sources'>): LoadedQuality {
  const read = qualityFilesOf(directory).map((name) => readFile(directory, name));
  const files = read.flatMap((one) => ('file' in one ? [one.file] : []));
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  // what a broken file has is unknown, so nothing can be said about what refers to it
  const found =
    problems.length > 0
      ? problems
      : contradictionsIn(files, new Set(sources.map(({ id }) => id))).map(({ file, path, message }) =>
          placed(file, path, message),
        );
  if (found.length > 0) return { ok: false, problems: found };
  return {
    ok: true,
    quality: {
      materials: files.flatMap(({ content }) => content.materials),
      systems: files.flatMap(({ content }) => content.systems),
    },
  };
}

/** The quality files of a site, from its folder on. */
export function qualityFilesOf(directory: string): readonly string[] {
  const folder = join(directory, FOLDER);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  return names.sort().map((name) => `${FOLDER}/${name}`);
}

function readFile(
  directory: string,
  name: string,
): { readonly file: QualityFile } | { readonly problems: readonly SiteProblem[] } {
  const file = readSiteFile(directory, name);
  if ('problem' in file) return { problems: [{ path: name, message: file.problem }] };
  const yaml = readYaml(file.text);
  if (!yaml.ok)
    return {
      problems: yaml.problems.map(({ line, message }) => ({
        path: line === undefined ? name : `${name}:${line}`,
        message,
      })),
    };
  const parsed = qualityFileSchema.safeParse(yaml.content ?? {});
  if (parsed.success) return { file: { name, text: file.text, content: parsed.data } };
  return {
    problems: parsed.error.issues.map((issue) =>
      placed({ name, text: file.text }, issue.path, issueText(issue)),
    ),
  };
}

function placed(
  { name, text }: Pick<QualityFile, 'name' | 'text'>,
  path: readonly PropertyKey[],
  message: string,
): SiteProblem {
  const line = lineIn(text, path);
  return { path: `${name}${line === undefined ? '' : `:${line}`} ${pathText(path)}`.trimEnd(), message };
}
