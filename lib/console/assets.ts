import { createHash } from 'node:crypto';

/** A file that pages load. */
export interface Asset {
  readonly name: string;
  readonly type: 'text/css' | 'text/javascript';
  readonly text: string;
}

/** A file with its path, which changes with its content, so that browsers keep it. */
export interface ServedAsset extends Asset {
  /** Below the address of the console: `/assets/1f3a….css`. */
  readonly path: string;
}

export const servedAssets = (assets: readonly Asset[]): readonly ServedAsset[] =>
  assets.map((asset) => {
    const digest = createHash('sha256').update(asset.text).digest('hex').slice(0, 16);
    return { ...asset, path: `/assets/${digest}/${asset.name}` };
  });
