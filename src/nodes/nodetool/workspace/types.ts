import type { NodeType } from '../../../engine/node-type.js';
import { ReadBinaryFile, ReadTextFile, WriteBinaryFile, WriteTextFile } from './contents.js';
import {
  CreateWorkspaceDirectory,
  DeleteWorkspaceFile,
  GetWorkspaceDir,
  JoinWorkspacePaths,
  ListWorkspaceFiles,
} from './folders.js';
import {
  GetWorkspaceFileInfo,
  GetWorkspaceFileSize,
  IsWorkspaceDirectory,
  IsWorkspaceFile,
  WorkspaceFileExists,
} from './look.js';
import { SaveImageFile, SaveVideoFile } from './save-media.js';
import { CopyWorkspaceFile, MoveWorkspaceFile } from './transfer.js';

/** The node types of `nodetool.workspace`. */
export const nodetoolWorkspaceTypes: readonly NodeType[] = [
  CopyWorkspaceFile,
  CreateWorkspaceDirectory,
  DeleteWorkspaceFile,
  GetWorkspaceDir,
  GetWorkspaceFileInfo,
  GetWorkspaceFileSize,
  IsWorkspaceDirectory,
  IsWorkspaceFile,
  JoinWorkspacePaths,
  ListWorkspaceFiles,
  MoveWorkspaceFile,
  ReadBinaryFile,
  ReadTextFile,
  SaveImageFile,
  SaveVideoFile,
  WorkspaceFileExists,
  WriteBinaryFile,
  WriteTextFile,
];
