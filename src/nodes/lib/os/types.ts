import type { NodeType } from '../../../engine/node-type.js';
import { CopyFile, CreateDirectory, MoveFile } from './change.js';
import { OpenWorkspaceDirectory, ShowNotification, WorkspaceDirectory } from './desktop.js';
import {
  AccessedTime,
  CreatedTime,
  FileExists,
  GetFileSize,
  GetPathInfo,
  IsDirectory,
  IsFile,
  ListFiles,
  ModifiedTime,
} from './look.js';
import { FileNameMatch, FilterFileNames } from './names.js';
import {
  AbsolutePath,
  Basename,
  Dirname,
  FileExtension,
  FileName,
  GetDirectory,
  JoinPaths,
  NormalizePath,
  PathToString,
  RelativePath,
  SplitExtension,
  SplitPath,
} from './text-paths.js';

/** The node types of `lib.os`. */
export const libOsTypes: readonly NodeType[] = [
  AbsolutePath,
  AccessedTime,
  Basename,
  CopyFile,
  CreateDirectory,
  CreatedTime,
  Dirname,
  FileExists,
  FileExtension,
  FileName,
  FileNameMatch,
  FilterFileNames,
  GetDirectory,
  GetFileSize,
  GetPathInfo,
  IsDirectory,
  IsFile,
  JoinPaths,
  ListFiles,
  ModifiedTime,
  MoveFile,
  NormalizePath,
  OpenWorkspaceDirectory,
  PathToString,
  RelativePath,
  ShowNotification,
  SplitExtension,
  SplitPath,
  WorkspaceDirectory,
];
