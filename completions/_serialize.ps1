
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'serialize' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'serialize'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'serialize' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('--pkgs', '--pkgs', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--local-source-root', '--local-source-root', [CompletionResultType]::ParameterName, 'Folder that packages are imported from [default: the current folder]')
            [CompletionResult]::new('--python-path', '--python-path', [CompletionResultType]::ParameterName, 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system''s separator [default: the active virtual environment, else .venv in or above the source root]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--envvars', '--envvars', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--in-container-config-path', '--in-container-config-path', [CompletionResultType]::ParameterName, 'Accepted for compatibility; has no effect')
            [CompletionResult]::new('--in-container-virtualenv-root', '--in-container-virtualenv-root', [CompletionResultType]::ParameterName, 'Folder of flytekit''s virtual environment in the container')
            [CompletionResult]::new('--flytekit-version', '--flytekit-version', [CompletionResultType]::ParameterName, 'The flytekit version that specifications name [default: the environment''s, else 1.16.31]')
            [CompletionResult]::new('--python-version', '--python-version', [CompletionResultType]::ParameterName, 'The Python version that code is evaluated for and the default image is chosen by [default: the environment''s, else 3.11]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results (standard output) and diagnostics (standard error) [default: human]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat warnings as errors: nothing is written, exit code 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('workflows', 'workflows', [CompletionResultType]::ParameterValue, 'Write one .pb file per task, workflow and launch plan')
            [CompletionResult]::new('fast', 'fast', [CompletionResultType]::ParameterValue, 'The same for fast registration: tasks fetch their code when they start')
            [CompletionResult]::new('package', 'package', [CompletionResultType]::ParameterValue, 'Write all specifications, and the code archive if asked for, into one file for registration')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Write a shell''s completion script to standard output')
            break
        }
        'serialize;workflows' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('--pkgs', '--pkgs', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--local-source-root', '--local-source-root', [CompletionResultType]::ParameterName, 'Folder that packages are imported from [default: the current folder]')
            [CompletionResult]::new('--python-path', '--python-path', [CompletionResultType]::ParameterName, 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system''s separator [default: the active virtual environment, else .venv in or above the source root]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--envvars', '--envvars', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--in-container-config-path', '--in-container-config-path', [CompletionResultType]::ParameterName, 'Accepted for compatibility; has no effect')
            [CompletionResult]::new('--in-container-virtualenv-root', '--in-container-virtualenv-root', [CompletionResultType]::ParameterName, 'Folder of flytekit''s virtual environment in the container')
            [CompletionResult]::new('--flytekit-version', '--flytekit-version', [CompletionResultType]::ParameterName, 'The flytekit version that specifications name [default: the environment''s, else 1.16.31]')
            [CompletionResult]::new('--python-version', '--python-version', [CompletionResultType]::ParameterName, 'The Python version that code is evaluated for and the default image is chosen by [default: the environment''s, else 3.11]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results (standard output) and diagnostics (standard error) [default: human]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Existing folder for the .pb files')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Existing folder for the .pb files')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat warnings as errors: nothing is written, exit code 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'serialize;fast' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('--pkgs', '--pkgs', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--local-source-root', '--local-source-root', [CompletionResultType]::ParameterName, 'Folder that packages are imported from [default: the current folder]')
            [CompletionResult]::new('--python-path', '--python-path', [CompletionResultType]::ParameterName, 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system''s separator [default: the active virtual environment, else .venv in or above the source root]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--envvars', '--envvars', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--in-container-config-path', '--in-container-config-path', [CompletionResultType]::ParameterName, 'Accepted for compatibility; has no effect')
            [CompletionResult]::new('--in-container-virtualenv-root', '--in-container-virtualenv-root', [CompletionResultType]::ParameterName, 'Folder of flytekit''s virtual environment in the container')
            [CompletionResult]::new('--flytekit-version', '--flytekit-version', [CompletionResultType]::ParameterName, 'The flytekit version that specifications name [default: the environment''s, else 1.16.31]')
            [CompletionResult]::new('--python-version', '--python-version', [CompletionResultType]::ParameterName, 'The Python version that code is evaluated for and the default image is chosen by [default: the environment''s, else 3.11]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results (standard output) and diagnostics (standard error) [default: human]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat warnings as errors: nothing is written, exit code 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('workflows', 'workflows', [CompletionResultType]::ParameterValue, 'Write one .pb file per task, workflow and launch plan, and the code archive')
            break
        }
        'serialize;fast;workflows' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('--pkgs', '--pkgs', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--local-source-root', '--local-source-root', [CompletionResultType]::ParameterName, 'Folder that packages are imported from [default: the current folder]')
            [CompletionResult]::new('--python-path', '--python-path', [CompletionResultType]::ParameterName, 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system''s separator [default: the active virtual environment, else .venv in or above the source root]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--envvars', '--envvars', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--in-container-config-path', '--in-container-config-path', [CompletionResultType]::ParameterName, 'Accepted for compatibility; has no effect')
            [CompletionResult]::new('--in-container-virtualenv-root', '--in-container-virtualenv-root', [CompletionResultType]::ParameterName, 'Folder of flytekit''s virtual environment in the container')
            [CompletionResult]::new('--flytekit-version', '--flytekit-version', [CompletionResultType]::ParameterName, 'The flytekit version that specifications name [default: the environment''s, else 1.16.31]')
            [CompletionResult]::new('--python-version', '--python-version', [CompletionResultType]::ParameterName, 'The Python version that code is evaluated for and the default image is chosen by [default: the environment''s, else 3.11]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results (standard output) and diagnostics (standard error) [default: human]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Existing folder for the .pb files')
            [CompletionResult]::new('--folder', '--folder', [CompletionResultType]::ParameterName, 'Existing folder for the .pb files')
            [CompletionResult]::new('--max-archive-size', '--max-archive-size', [CompletionResultType]::ParameterName, 'Warn if the code archive is larger, and name its largest files')
            [CompletionResult]::new('--distribution-location', '--distribution-location', [CompletionResultType]::ParameterName, 'Upload the code archive to this folder or URL, and name its place in the specifications')
            [CompletionResult]::new('--distribution-header', '--distribution-header', [CompletionResultType]::ParameterName, 'Header for requests to an HTTP server, such as one that a signed URL asks for; repeatable')
            [CompletionResult]::new('--destination-dir', '--destination-dir', [CompletionResultType]::ParameterName, 'Folder in the container that the code is unpacked in [default: left to registration, but /root with `--distribution-location`]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat warnings as errors: nothing is written, exit code 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--deref-symlinks', '--deref-symlinks', [CompletionResultType]::ParameterName, 'Put what a symbolic link points to in the code archive, instead of the link')
            [CompletionResult]::new('--show-files', '--show-files', [CompletionResultType]::ParameterName, 'List the files of the code archive with their sizes; with -v also what is left out, and the rules')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read all files, even if none changed since the last time')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'serialize;package' {
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('--pkgs', '--pkgs', [CompletionResultType]::ParameterName, 'Python package or module to serialize, such as app.workflows; repeatable, or a comma list')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file: YAML if it ends in .yaml or .yml, INI otherwise')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Container image, such as ghcr.io/acme/app:v1; with a name before = it is that named image, without it the default')
            [CompletionResult]::new('--local-source-root', '--local-source-root', [CompletionResultType]::ParameterName, 'Folder that packages are imported from [default: the current folder]')
            [CompletionResult]::new('--python-path', '--python-path', [CompletionResultType]::ParameterName, 'Folder to find modules and packages in: a virtual environment, its site-packages, or a folder of modules; repeatable, or a list with the system''s separator [default: the active virtual environment, else .venv in or above the source root]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--envvars', '--envvars', [CompletionResultType]::ParameterName, 'Environment variable for every container; repeatable, the last of two values for one variable wins')
            [CompletionResult]::new('--in-container-config-path', '--in-container-config-path', [CompletionResultType]::ParameterName, 'Accepted for compatibility; has no effect')
            [CompletionResult]::new('--in-container-virtualenv-root', '--in-container-virtualenv-root', [CompletionResultType]::ParameterName, 'Folder of flytekit''s virtual environment in the container')
            [CompletionResult]::new('--flytekit-version', '--flytekit-version', [CompletionResultType]::ParameterName, 'The flytekit version that specifications name [default: the environment''s, else 1.16.31]')
            [CompletionResult]::new('--python-version', '--python-version', [CompletionResultType]::ParameterName, 'The Python version that code is evaluated for and the default image is chosen by [default: the environment''s, else 3.11]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print results (standard output) and diagnostics (standard error) [default: human]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Source root: the folder that packages are imported from and code is taken from [default: the current folder]')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Source root: the folder that packages are imported from and code is taken from [default: the current folder]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The file to write')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file to write')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Which code goes into the package')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Python interpreter in the container')
            [CompletionResult]::new('--python-interpreter', '--python-interpreter', [CompletionResultType]::ParameterName, 'Python interpreter in the container')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder in the container that holds the code, or that it is unpacked in')
            [CompletionResult]::new('--in-container-source-path', '--in-container-source-path', [CompletionResultType]::ParameterName, 'Folder in the container that holds the code, or that it is unpacked in')
            [CompletionResult]::new('--destination-dir', '--destination-dir', [CompletionResultType]::ParameterName, 'Folder in the container that holds the code, or that it is unpacked in')
            [CompletionResult]::new('--max-archive-size', '--max-archive-size', [CompletionResultType]::ParameterName, 'Warn if the code archive is larger, and name its largest files')
            [CompletionResult]::new('--distribution-location', '--distribution-location', [CompletionResultType]::ParameterName, 'Upload the code archive to this folder or URL, and name its place in the specifications')
            [CompletionResult]::new('--distribution-header', '--distribution-header', [CompletionResultType]::ParameterName, 'Header for requests to an HTTP server, such as one that a signed URL asks for; repeatable')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat warnings as errors: nothing is written, exit code 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on standard error which settings are used')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show no progress')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Replace the file if it exists')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file if it exists')
            [CompletionResult]::new('--fast', '--fast', [CompletionResultType]::ParameterName, 'The same as `--copy all`; deprecated')
            [CompletionResult]::new('--deref-symlinks', '--deref-symlinks', [CompletionResultType]::ParameterName, 'Put what a symbolic link points to in the code archive, instead of the link')
            [CompletionResult]::new('--show-files', '--show-files', [CompletionResultType]::ParameterName, 'List the files of the code archive with their sizes; with -v also what is left out, and the rules')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Read all files, even if none changed since the last time')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'serialize;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
