package main

import (
	"errors"
	"fmt"

	"tilstand/internal/federation"
	"tilstand/internal/settings"
)

// houses are what the settings say about signing in by other houses, with their secrets. Nothing is asked of them yet.
func (a *app) houses(dir string) ([]federation.Config, error) {
	var configs []federation.Config
	for _, h := range a.settings.OIDC {
		secret, err := h.Secret.Read(dir)
		if err == nil && secret == "" {
			err = errors.New("it is empty")
		}
		if err != nil {
			return nil, fmt.Errorf("the client secret of %q (%s, [[oidc]]): %w", h.Key, settings.File, err)
		}
		configs = append(configs, federation.Config{
			Key: h.Key, Name: h.Name, Issuer: h.Issuer, ClientID: h.ClientID, Secret: secret, Domains: h.Domains, Scopes: h.Scopes, Groups: h.Groups,
			Strong: federation.Strong{Always: h.Strong.Always, ACR: h.Strong.ACR, AMR: h.Strong.AMR},
		})
	}
	return configs, nil
}
