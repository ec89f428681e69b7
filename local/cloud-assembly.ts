import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});

const assetsSchema = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })),
});

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).default({}) }),
  ),
});

/** One resource of the synthesized template, as CloudFormation reads it. */
export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface CloudAssembly {
  readonly resources: readonly TemplateResource[];
  /** The outputs of stacks, unresolved, by logical name. */
  readonly outputs: ReadonlyMap<string, { readonly stack: string; readonly value: unknown }>;
  /** The exports of stacks, unresolved, by export name. */
  readonly exports: ReadonlyMap<string, { readonly stack: string; readonly value: unknown }>;
  /** The path of the asset with this hash. */
  assetPath(hash: string): string;
}

/** Reads a synthesized app, with its bundles, from the folder that it was written to. */
export function readAssembly(directory: string): CloudAssembly {
  const resources: TemplateResource[] = [];
  const exports = new Map<string, { stack: string; value: unknown }>();
  const outputs = new Map<string, { stack: string; value: unknown }>();
  const assets = new Map<string, string>();
  for (const { stackName, templateFile } of stacksIn(directory)) {
    const template = templateSchema.parse(readJson(join(directory, templateFile)));
    for (const [logicalId, { Type, Properties }] of Object.entries(template.Resources))
      resources.push({ stack: stackName, logicalId, type: Type, properties: Properties });
    for (const [name, { Value, Export }] of Object.entries(template.Outputs)) {
      outputs.set(name, { stack: stackName, value: Value });
      if (typeof Export?.Name === 'string') exports.set(Export.Name, { stack: stackName, value: Value });
    }
    const manifest = assetsSchema.parse(readJson(join(directory, `${stackName}.assets.json`)));
    for (const [hash, { source }] of Object.entries(manifest.files))
      if (source.path !== undefined) assets.set(hash, join(directory, source.path));
  }
  return {
    resources,
    exports,
    outputs,
    assetPath: (hash) => {
      const path = assets.get(hash);
      if (path === undefined) throw new Error(`the cloud assembly has no asset ${hash}`);
      return path;
    },
  };
}

function stacksIn(directory: string): { readonly stackName: string; readonly templateFile: string }[] {
  const { artifacts } = manifestSchema.parse(readJson(join(directory, 'manifest.json')));
  return Object.entries(artifacts).flatMap(
    ([
      stackName,
      {
        type,
        properties: { templateFile },
      },
    ]) =>
      type === 'aws:cloudformation:stack' && templateFile !== undefined ? [{ stackName, templateFile }] : [],
  );
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
