// Tasks, files and profiles with the client that OpenAPI Generator makes for Go. It needs no other module.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	api "example.com/polyglot/generated"
)

// wait polls the session until its task is over.
func wait(ctx context.Context, client *api.APIClient, session *api.Session) (*api.Session, error) {
	for session.IsTaskSuccessful.Get() == nil {
		switch session.Status {
		case api.SESSIONSTATUS_STOPPED, api.SESSIONSTATUS_TIMED_OUT, api.SESSIONSTATUS_ERROR:
			return session, nil
		}
		time.Sleep(200 * time.Millisecond)
		latest, _, err := client.SessionsAPI.GetSession(ctx, session.Id).Execute()
		if err != nil {
			return nil, err
		}
		session = latest
	}
	return session, nil
}

// run gives a task to a new session, or to the one that the request names, and waits for its end.
func run(ctx context.Context, client *api.APIClient, request api.CreateSessionRequest) (*api.Session, error) {
	session, _, err := client.SessionsAPI.CreateSession(ctx).CreateSessionRequest(request).Execute()
	if err != nil {
		return nil, err
	}
	return wait(ctx, client, session)
}

// task: one task, its cost, and what the agent said.
func task(ctx context.Context, client *api.APIClient) error {
	request := api.NewCreateSessionRequest()
	request.SetTask("Find the cheapest mouse")
	request.SetMaxCostUsd("0.50")
	session, err := run(ctx, client, *request)
	if err != nil {
		return err
	}
	fmt.Println("output:", session.Output)
	fmt.Println("cost:", session.GetTotalCostUsd(), "USD")
	fmt.Println("model:", session.Model)
	page, _, err := client.SessionsAPI.ListSessionMessages(ctx, session.Id).Limit(100).Execute()
	if err != nil {
		return err
	}
	fmt.Printf("messages: %d, the first from %s\n", len(page.Messages), page.Messages[0].Role)
	return nil
}

// chat: two tasks in one session, which is stopped afterwards, and a third request that is refused.
func chat(ctx context.Context, client *api.APIClient) (err error) {
	request := api.NewCreateSessionRequest()
	request.SetTask("Name a city")
	request.SetKeepAlive(true)
	session, _, err := client.SessionsAPI.CreateSession(ctx).CreateSessionRequest(*request).Execute()
	if err != nil {
		return err
	}
	defer func() {
		stopped, _, failure := client.SessionsAPI.StopSession(ctx, session.Id).
			StopSessionRequest(*api.NewStopSessionRequest()).Execute()
		if failure != nil {
			err = failure
			return
		}
		fmt.Println("status:", stopped.Status)
	}()
	first, err := wait(ctx, client, session)
	if err != nil {
		return err
	}
	fmt.Println("first task:", first.Output)

	request.SetSessionId(session.Id)
	request.SetTask("How many people live there?")
	second, err := run(ctx, client, *request)
	if err != nil {
		return err
	}
	fmt.Println("follow-up:", second.Output)
	return nil
}

// refused: a session cannot be given nothing to do.
func refused(ctx context.Context, client *api.APIClient) error {
	request := api.NewCreateSessionRequest()
	request.SetSessionId("3c90c3cc-0d44-4b50-8888-8dd25736052a")
	_, response, err := client.SessionsAPI.CreateSession(ctx).CreateSessionRequest(*request).Execute()
	var failure *api.GenericOpenAPIError
	if response == nil || response.StatusCode != http.StatusUnprocessableEntity || !errors.As(err, &failure) {
		return fmt.Errorf("expected 422: %w", err)
	}
	problems, ok := failure.Model().(api.ValidationError)
	if !ok {
		return err
	}
	for _, problem := range problems.Detail {
		var place []string
		for _, part := range problem.Loc {
			if part.String != nil {
				place = append(place, *part.String)
			} else if part.Int32 != nil {
				place = append(place, fmt.Sprint(*part.Int32))
			}
		}
		fmt.Printf("refused: %s: %s\n", strings.Join(place, "."), problem.Msg)
	}
	return nil
}

// files: up and down. The URLs belong to a storage host: the API key does not go there.
func files(ctx context.Context, client *api.APIClient) error {
	named := api.NewCreateWorkspaceRequest()
	named.SetName("Prices")
	workspace, _, err := client.WorkspacesAPI.CreateWorkspace(ctx).CreateWorkspaceRequest(*named).Execute()
	if err != nil {
		return err
	}
	content := "mouse,39.90"
	file := api.NewFileToUpload("prices.csv")
	file.SetContentType("text/csv")
	file.SetSize(int32(len(content)))
	upload, _, err := client.WorkspacesAPI.UploadWorkspaceFiles(ctx, workspace.Id).
		UploadFilesRequest(*api.NewUploadFilesRequest([]api.FileToUpload{*file})).Execute()
	if err != nil {
		return err
	}
	for _, target := range upload.Files {
		put, err := http.NewRequestWithContext(ctx, http.MethodPut, target.UploadUrl, strings.NewReader(content))
		if err != nil {
			return err
		}
		put.Header.Set("Content-Type", file.GetContentType())
		response, err := http.DefaultClient.Do(put)
		if err != nil {
			return err
		}
		response.Body.Close()
		if response.StatusCode >= 300 {
			return fmt.Errorf("the storage host answered %s", response.Status)
		}
	}
	page, _, err := client.WorkspacesAPI.ListWorkspaceFiles(ctx, workspace.Id).IncludeUrls(true).Execute()
	if err != nil {
		return err
	}
	for _, found := range page.Files {
		response, err := http.Get(found.GetUrl())
		if err != nil {
			return err
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return err
		}
		fmt.Printf("file: %s\n", text)
	}
	return nil
}

// profiles: all of them, two to a page.
func profiles(ctx context.Context, client *api.APIClient) error {
	for _, name := range []string{"Ann", "Bob", "Cem"} {
		request := api.NewCreateProfileRequest()
		request.SetName(name)
		if _, _, err := client.ProfilesAPI.CreateProfile(ctx).CreateProfileRequest(*request).Execute(); err != nil {
			return err
		}
	}
	var names []string
	for number := int32(1); ; number++ {
		page, _, err := client.ProfilesAPI.ListProfiles(ctx).PageNumber(number).PageSize(2).Execute()
		if err != nil {
			return err
		}
		for _, profile := range page.Items {
			names = append(names, profile.GetName())
		}
		if len(page.Items) == 0 || len(names) >= int(page.TotalItems) {
			break
		}
	}
	fmt.Println("profiles:", strings.Join(names, ", "))
	return nil
}

func main() {
	configuration := api.NewConfiguration()
	if url := os.Getenv("BROWSER_USE_BASE_URL"); url != "" {
		configuration.Servers = api.ServerConfigurations{{URL: url}}
	}
	configuration.AddDefaultHeader("X-Browser-Use-API-Key", os.Getenv("BROWSER_USE_API_KEY"))
	client := api.NewAPIClient(configuration)
	for _, part := range []func(context.Context, *api.APIClient) error{task, chat, refused, files, profiles} {
		if err := part(context.Background(), client); err != nil {
			log.Fatal(err)
		}
	}
}
