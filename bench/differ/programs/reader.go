// Lists archives with Go's own readers. Input and output as in python_reader.py.
package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
)

type answer struct {
	Items [][]interface{} `json:"items"`
	Error string          `json:"error,omitempty"`
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func tarItems(data []byte) (items [][]interface{}, err error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	reader := tar.NewReader(unzipped)
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(reader)
		if err != nil {
			return nil, err
		}
		switch header.Typeflag {
		case tar.TypeXGlobalHeader:
		case tar.TypeReg, tar.TypeRegA:
			items = append(items, []interface{}{header.Name, "file", len(body), digest(body)})
		case tar.TypeDir:
			items = append(items, []interface{}{header.Name, "directory", 0, ""})
		case tar.TypeSymlink:
			items = append(items, []interface{}{header.Name, "symlink", 0, header.Linkname})
		case tar.TypeLink:
			items = append(items, []interface{}{header.Name, "hardlink", 0, header.Linkname})
		default:
			items = append(items, []interface{}{header.Name, "special", 0, ""})
		}
	}
}

func zipItems(data []byte) (items [][]interface{}, err error) {
	reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	for _, file := range reader.File {
		kind := "file"
		if file.FileInfo().IsDir() {
			kind = "directory"
		} else if file.Mode()&os.ModeSymlink != 0 {
			kind = "symlink"
		} else if !file.Mode().IsRegular() {
			kind = "special"
		}
		body := []byte{}
		if kind != "directory" {
			opened, err := file.Open()
			if err != nil {
				return nil, err
			}
			if body, err = io.ReadAll(opened); err != nil {
				return nil, err
			}
		}
		items = append(items, []interface{}{file.Name, kind, len(body), digest(body)})
	}
	return items, nil
}

func main() {
	source, sink := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		head := make([]byte, 5)
		if _, err := io.ReadFull(source, head); err != nil {
			return
		}
		data := make([]byte, binary.BigEndian.Uint32(head[1:]))
		if _, err := io.ReadFull(source, data); err != nil {
			return
		}
		list := tarItems
		if head[0] == 'W' {
			list = zipItems
		}
		items, err := list(data)
		told := answer{Items: items}
		if err != nil {
			told = answer{Error: err.Error()}
		}
		sink.Encode(map[string]answer{"go": told})
	}
}
