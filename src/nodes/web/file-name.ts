import { splitUrl } from './url.js';

const MAX_NAME_LENGTH = 200;

/** The name of the file that an answer brings: what its `Content-Disposition` says, else the end of its address. */
export const fileNameOfAnswer = (response: Response, url: string): string => {
  const announced = dispositionName(response.headers.get('content-disposition') ?? '');
  const path = splitUrl(response.url || url).path;
  return safeName(announced ?? decoded(path.slice(path.lastIndexOf('/') + 1)));
};

/** A name that is one file in whatever folder it is put into. */
export const safeName = (name: string): string => {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const plain = last.replaceAll(/[<>:"|?*\p{Cc}]/gu, '_').trim();
  const { stem, ending } = splitName(/^\.*$/.test(plain) ? 'unnamed_file' : plain);
  return stem.slice(0, MAX_NAME_LENGTH - ending.length) + ending;
};

/** A name that isn't taken yet, with a number before its ending where it must differ; it counts as taken then. */
export const freeName = (name: string, taken: Set<string>): string => {
  const { stem, ending } = splitName(name);
  let free = name;
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${stem}-${number}${ending}`;
  taken.add(free.toLowerCase());
  return free;
};

const splitName = (name: string): { readonly stem: string; readonly ending: string } => {
  const ending = /(?<=.)\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - ending.length), ending };
};

const dispositionName = (header: string): string | null => {
  const full = /;\s*filename\*\s*=\s*(?:utf-8|iso-8859-1)?'[^']*'([^;]+)/i.exec(header)?.[1];
  if (full !== undefined) return decoded(full.trim());
  const [, quoted, plain] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(header) ?? [];
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? plain?.trim() ?? null;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
