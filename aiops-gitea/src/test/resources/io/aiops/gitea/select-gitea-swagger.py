#!/usr/bin/env python3
"""Selects from Gitea's API description what the embedded server answers.

Usage: select-gitea-swagger.py swagger.v1.json > gitea-swagger-subset.json
"""
import json
import sys

REPO = "/repos/{owner}/{repo}"
WANTED = {
    "/version": "get",
    "/settings/api": "get",
    "/settings/repository": "get",
    "/settings/attachment": "get",
    "/user": "get",
    "/user/orgs": "get",
    "/user/repos": "get post",
    "/users/{username}": "get",
    "/users/{username}/orgs": "get",
    "/users/{username}/repos": "get",
    "/orgs": "get post",
    "/orgs/{org}": "get",
    "/orgs/{org}/repos": "get post",
    "/admin/users/{username}/repos": "post",
    "/repos/search": "get",
    REPO: "get patch delete",
    REPO + "/topics": "get put",
    REPO + "/branches": "get post",
    REPO + "/branches/{branch}": "get delete patch put",
    REPO + "/tags": "get post",
    REPO + "/tags/{tag}": "get delete",
    REPO + "/commits": "get",
    REPO + "/git/commits/{sha}": "get",
    REPO + "/git/trees/{sha}": "get",
    REPO + "/git/blobs/{sha}": "get",
    REPO + "/git/refs": "get",
    REPO + "/git/refs/{ref}": "get",
    REPO + "/contents": "get post",
    REPO + "/contents/{filepath}": "get post put delete",
    REPO + "/contents-ext/{filepath}": "get",
    REPO + "/file-contents": "get post",
    REPO + "/raw/{filepath}": "get",
    REPO + "/media/{filepath}": "get",
    REPO + "/archive/{archive}": "get",
    REPO + "/hooks": "get post",
    REPO + "/hooks/{id}": "get patch delete",
    REPO + "/hooks/{id}/tests": "post",
    REPO + "/statuses/{sha}": "get post",
    REPO + "/commits/{ref}/status": "get",
    REPO + "/commits/{ref}/statuses": "get",
}
KEPT = ("type", "format", "items", "$ref", "enum", "additionalProperties", "properties", "required")


def slim(schema):
    out = {}
    for key in KEPT:
        if key in schema:
            value = schema[key]
            if key == "properties":
                value = {name: slim(each) for name, each in value.items()}
            elif key in ("items", "additionalProperties") and isinstance(value, dict):
                value = slim(value)
            out[key] = value
    return out


def refs(node, found):
    if isinstance(node, dict):
        if "$ref" in node:
            found.add(node["$ref"].split("/")[-1])
        for value in node.values():
            refs(value, found)
    elif isinstance(node, list):
        for value in node:
            refs(value, found)


def main():
    source = json.load(open(sys.argv[1], encoding="utf-8"))
    paths, needed = {}, set()
    for path, methods in WANTED.items():
        paths[path] = {}
        for method in methods.split():
            responses = {}
            for status, response in source["paths"][path][method]["responses"].items():
                if "$ref" in response:
                    response = source["responses"][response["$ref"].split("/")[-1]]
                answer = {}
                if "schema" in response:
                    answer["schema"] = slim(response["schema"])
                elif "headers" in response:
                    # The errors: their fields are described as headers, and are the body on the wire.
                    answer["error"] = sorted(response["headers"])
                responses[status] = answer
            paths[path][method] = {"responses": responses}
    refs(paths, needed)
    definitions, open_names = {}, set(needed)
    while open_names:
        name = open_names.pop()
        definitions[name] = slim(source["definitions"][name])
        more = set()
        refs(definitions[name], more)
        open_names |= more - definitions.keys()
    out = {"info": {"title": "Gitea API, a selection", "version": source["info"]["version"], "license": "MIT"},
           "basePath": source["basePath"], "paths": paths,
           "definitions": dict(sorted(definitions.items()))}
    json.dump(out, sys.stdout, indent=1)
    print()


main()
